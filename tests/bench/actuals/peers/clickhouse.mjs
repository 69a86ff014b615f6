// ClickHouse (chdb): clickhouse.mjs prepare|run DIR OUT THREADS
// Prepared: targets in ClickHouse's own Native format with the numbers of their keys (project × 8 + measure), projects with
// theirs. The units are written into the query.
import { rmSync } from 'node:fs'
import { Session } from 'chdb'

const [, , job, dir, out, threads] = process.argv
const db = new Session()
const ask = (sql, format = 'TSV') => db.query(`${sql} SETTINGS max_threads = ${threads ?? 2}, input_format_csv_skip_first_lines = 1`, format)
const table = (sql) => ask(sql).trimEnd().split('\n').map((line) => line.split('\t'))
const q = (s) => `'${s}'`
const combine = table(`SELECT * FROM file('${dir}/measures.csv', CSV, 'measure String, combine String')`)
const names = combine.map((c) => q(c[0])).join(','), places = combine.map((c, i) => i).join(',')
const targets = 'project String, indicator String, aggregation String, measure String, divisor String, op String, target Float64, weight Float64'
const prepared = 'project String, indicator String, ratio UInt8, up UInt8, target Float64, weight Float64, place UInt32, k UInt32, kd UInt32'

if (job === 'prepare') { // what is written is appended
  for (const what of ['projects', 'targets']) rmSync(`${dir}/clickhouse-${what}.native`, { force: true })
  ask(`INSERT INTO FUNCTION file('${dir}/clickhouse-projects.native', Native, 'project String, id UInt32')
    SELECT project, rowNumberInAllBlocks() FROM (SELECT DISTINCT project FROM file('${dir}/targets.csv', CSV, '${targets}'))`)
  ask(`INSERT INTO FUNCTION file('${dir}/clickhouse-targets.native', Native, '${prepared}')
    SELECT project, indicator, aggregation = 'ratio', op = '>=', target, weight, rowNumberInAllBlocks(),
      id * 8 + transform(measure, [${names}], [${places}], 0), id * 8 + transform(divisor, [${names}], [${places}], 0)
    FROM file('${dir}/targets.csv', CSV, '${targets}') t
      JOIN file('${dir}/clickhouse-projects.native', Native, 'project String, id UInt32') p ON t.project = p.project`)
} else {
  rmSync(out, { force: true })
  const units = table(`SELECT measure, unit, toString(factor) FROM file('${dir}/units.csv', CSV, 'measure String, unit String, factor Float64')`)
  const keys = units.map(([m, u]) => q(`${m}/${u}`)).join(','), factors = units.map((u) => `toFloat64(${u[2]})`).join(',')
  const ids = units.map(([m]) => combine.findIndex((c) => c[0] === m)).join(',')
  ask(`CREATE TABLE g ENGINE = Memory AS
    SELECT p.id * 8 + m AS key, sum(v) AS total, count() AS n, max(v) AS most, argMax(v, d) AS latest
    FROM (SELECT project, transform(concat(measure, '/', unit), [${keys}], [${ids}], 255) AS m,
        assumeNotNull(toFloat64OrNull(value)) * transform(concat(measure, '/', unit), [${keys}], [${factors}], 0.) AS v,
        assumeNotNull(toDate32OrNull(date)) AS d
      FROM file('${dir}/actuals.csv', CSV, 'project String, measure LowCardinality(String), date String, value String, unit LowCardinality(String)')
      WHERE m != 255 AND isNotNull(toFloat64OrNull(value)) AND toString(toDate32OrNull(date)) = date) r
    JOIN file('${dir}/clickhouse-projects.native', Native, 'project String, id UInt32') p ON r.project = p.project
    GROUP BY key`)
  ask(`CREATE TABLE a ENGINE = Memory AS WITH [${combine.map((c) => q(c[1])).join(',')}][key % 8 + 1] AS kind
    SELECT key, toNullable(multiIf(kind = 'sum', total, kind = 'avg', total / n, kind = 'max', most, latest)) AS v FROM g`)
  ask(`INSERT INTO FUNCTION file('${out}', CSVWithNames, 'project String, indicator String, verdict String, actual Nullable(Float64), points Nullable(Float64)')
    SELECT project, indicator, multiIf(isNull(actual), 'no_data', met, 'met', 'missed'), actual,
      round(weight * multiIf(met, 1, up, actual / target, target / actual) * 100) / 100
    FROM (SELECT t.*, if(ratio, x.v / y.v, x.v) AS actual, if(up, actual >= target, actual <= target) AS met
      FROM file('${dir}/clickhouse-targets.native', Native, '${prepared}') t
      LEFT JOIN a x ON t.k = x.key LEFT JOIN a y ON t.kd = y.key)
    ORDER BY place`)
  console.log(`bad ${table(`SELECT (SELECT count() FROM file('${dir}/actuals.csv', CSV, 'project String, measure String, date String, value String, unit String')) - sum(n) FROM g`)[0][0]}`)
}
db.close()
