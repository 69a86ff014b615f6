-- What SQLite and PostgreSQL make of the aggregates g(project, measure, total, n, most, latest) and the tables of targets.
SELECT project, indicator, CASE WHEN actual IS NULL THEN 'no_data' WHEN met THEN 'met' ELSE 'missed' END AS verdict, actual,
  floor(weight * CASE WHEN met THEN 1 WHEN op = '>=' THEN actual / target ELSE target / actual END * 100 + 0.5) / 100 AS points
FROM (SELECT r.*, CASE WHEN op = '>=' THEN actual >= target ELSE actual <= target END AS met
  FROM (SELECT t.*, CASE WHEN aggregation = 'ratio' THEN x.v / y.v ELSE x.v END AS actual
    FROM targets t LEFT JOIN a x ON t.project = x.project AND t.measure = x.measure
      LEFT JOIN a y ON t.project = y.project AND t.divisor = y.measure) r) s
ORDER BY place
