// Polars: polars.mjs prepare|run DIR OUT THREADS   (POLARS_MAX_THREADS is set by the caller)
// Targets are Parquet with the number of each row; columns are read as text and cast without failing.
import pl from 'nodejs-polars'

const [, , job, dir, out] = process.argv
const { col, lit, when } = pl

if (job === 'prepare') {
  const t = pl.readCSV(`${dir}/targets.csv`, { dtypes: { target: pl.Float64, weight: pl.Float64 } })
  t.writeParquet(`${dir}/polars-targets.parquet`)
} else {
  const text = { 项目: pl.String, 指标: pl.String, 日期: pl.String, 数值: pl.String, 单位: pl.String }
  const units = pl.readCSV(`${dir}/units.csv`, { dtypes: { unit: pl.String, factor: pl.Float64 } })
    .withColumns(col('unit').fillNull(lit('')))
  const combine = pl.readCSV(`${dir}/measures.csv`)
  const targets = pl.readParquet(`${dir}/polars-targets.parquet`)
  const rows = pl.scanCSV(`${dir}/actuals.csv`, { schema: text, lowMemory: false })
    .withColumns(col('单位').fillNull(lit('')), col('数值').cast(pl.Float64, false).alias('x'), col('日期').str.strptime(pl.Date, '%Y-%m-%d').alias('d'))
    .join(units.lazy(), { leftOn: ['指标', '单位'], rightOn: ['measure', 'unit'], how: 'inner' })
    .withColumns(col('x').mul(col('factor')).alias('v'))
    .filter(col('v').isNotNull().and(col('d').isNotNull()))
  const groups = await rows.groupBy(['项目', '指标']).agg(
    col('v').sum().alias('total'), col('v').count().alias('n'), col('v').max().alias('most'),
    col('v').sortBy('d').last().alias('latest')).collect({ streaming: true })
  const a = groups.join(combine, { leftOn: '指标', rightOn: 'measure', how: 'inner' }).select(
    col('项目').alias('project'), col('指标').alias('measure'), col('n'),
    when(col('combine').eq(lit('sum'))).then(col('total')).when(col('combine').eq(lit('avg'))).then(col('total').div(col('n')))
      .when(col('combine').eq(lit('max'))).then(col('most')).otherwise(col('latest')).alias('a'))
  const known = a.join(targets.select('project').unique(), { on: 'project', how: 'semi' })
  const r = targets.join(known.select('project', 'measure', 'a'), { on: ['project', 'measure'], how: 'left' })
    .join(known.select(col('project'), col('measure').alias('divisor'), col('a').alias('b')), { on: ['project', 'divisor'], how: 'left' })
    .withColumns(when(col('aggregation').eq(lit('ratio'))).then(col('a').div(col('b'))).otherwise(col('a')).alias('actual'))
    .withColumns(when(col('op').eq(lit('>='))).then(col('actual').gtEq(col('target'))).otherwise(col('actual').ltEq(col('target'))).alias('met'))
    .select(col('project'), col('indicator'),
      when(col('actual').isNull()).then(lit('no_data')).when(col('met')).then(lit('met')).otherwise(lit('missed')).alias('verdict'),
      col('actual'),
      when(col('met')).then(col('weight')).when(col('op').eq(lit('>='))).then(col('weight').mul(col('actual')).div(col('target')))
        .otherwise(col('weight').mul(col('target')).div(col('actual'))).round(2).alias('points'))
  r.writeCSV(out)
  const read = pl.scanCSV(`${dir}/actuals.csv`, { schema: text }).select(pl.len()).collectSync().row(0)[0]
  console.log(`bad ${read - known.select(col('n').sum()).row(0)[0]}`)
}
