// DuckDB: duckdb.mjs prepare|run DIR OUT THREADS
// Prepared: targets as Parquet with the numbers of their keys (project × 8 + measure), projects with theirs. Values and
// dates are parsed by the reader itself; what it rejects is counted.
import { DuckDBInstance } from '@duckdb/node-api'

const [, , job, dir, out, threads] = process.argv
const db = await (await DuckDBInstance.create(':memory:', { threads: threads ?? '2' })).connect()
await db.run(`CREATE TABLE m AS SELECT measure, combine, row_number() OVER () - 1 AS id FROM read_csv('${dir}/measures.csv')`)

if (job === 'prepare') {
  await db.run(`CREATE TABLE t AS SELECT *, row_number() OVER () AS place FROM read_csv('${dir}/targets.csv')`)
  await db.run(`CREATE TABLE p AS SELECT project, row_number() OVER () - 1 AS id FROM (SELECT DISTINCT project FROM t)`)
  await db.run(`COPY p TO '${dir}/duckdb-projects.parquet'`)
  await db.run(`COPY (SELECT t.project, indicator, aggregation = 'ratio' AS ratio, op = '>=' AS up, target, weight, place,
      (p.id * 8 + a.id)::INTEGER AS key, (p.id * 8 + b.id)::INTEGER AS divisor
    FROM t JOIN p USING (project) JOIN m a ON t.measure = a.measure LEFT JOIN m b ON t.divisor = b.measure ORDER BY place)
    TO '${dir}/duckdb-targets.parquet'`)
} else {
  await db.run('SET preserve_insertion_order = false')
  await db.run(`CREATE TABLE u AS SELECT u.measure, coalesce(u.unit, '') AS unit, u.factor, m.id FROM read_csv('${dir}/units.csv',
    columns = {'measure': 'VARCHAR', 'unit': 'VARCHAR', 'factor': 'DOUBLE'}) u JOIN m USING (measure)`)
  await db.run(`CREATE TABLE p AS FROM '${dir}/duckdb-projects.parquet'`)
  await db.run(`CREATE TABLE g AS SELECT (p.id * 8 + u.id)::INTEGER AS key, sum(value * factor) AS total, count(*) AS n,
      max(value * factor) AS most, arg_max(value * factor, date) AS latest
    FROM read_csv('${dir}/actuals.csv', header = true, auto_detect = false, delim = ',', quote = '"', store_rejects = true,
      columns = {'project': 'VARCHAR', 'measure': 'VARCHAR', 'date': 'DATE', 'value': 'DOUBLE', 'unit': 'VARCHAR'}) r
      LEFT JOIN u ON r.measure = u.measure AND coalesce(r.unit, '') = u.unit LEFT JOIN p ON r.project = p.project GROUP BY ALL`)
  await db.run(`CREATE TABLE a AS SELECT key, CASE m.combine WHEN 'sum' THEN total WHEN 'avg' THEN total / n WHEN 'max' THEN most
    ELSE latest END AS v FROM g JOIN m ON g.key % 8 = m.id`)
  await db.run(`COPY (
    WITH r AS (SELECT t.*, CASE WHEN ratio THEN a.v / b.v ELSE a.v END AS actual,
        CASE WHEN up THEN actual >= target ELSE actual <= target END AS met
      FROM '${dir}/duckdb-targets.parquet' t LEFT JOIN a ON t.key = a.key LEFT JOIN a b ON t.divisor = b.key)
    SELECT project, indicator, CASE WHEN actual IS NULL THEN 'no_data' WHEN met THEN 'met' ELSE 'missed' END AS verdict, actual,
      round(weight * CASE WHEN met THEN 1 WHEN up THEN actual / target ELSE target / actual END, 2) AS points
    FROM r ORDER BY place) TO '${out}' (HEADER)`)
  const bad = await db.runAndReadAll(`SELECT (SELECT coalesce(sum(n), 0) FROM g WHERE key IS NULL)
    + (SELECT count(DISTINCT line) FROM reject_errors)`)
  console.log(`bad ${bad.getRows()[0][0]}`)
}
