#!/bin/sh
# SQLite: sqlite.sh prepare|run DIR OUT   (targets in a database; rows are imported into memory, as the shell does it fastest)
here=$(dirname "$0") dir=$2
db=$dir/sqlite-targets.db
case $1 in
prepare)
  rm -f "$db"
  sqlite3 "$db" <<SQL
CREATE TABLE targets (project, indicator, aggregation, measure, divisor, op, target REAL, weight REAL, place INTEGER PRIMARY KEY);
CREATE TABLE raw (project, indicator, aggregation, measure, divisor, op, target REAL, weight REAL);
CREATE TABLE measures (measure PRIMARY KEY, combine) WITHOUT ROWID;
CREATE TABLE units (measure, unit, factor REAL, PRIMARY KEY (measure, unit)) WITHOUT ROWID;
.import --csv --skip 1 $dir/targets.csv raw
.import --csv --skip 1 $dir/measures.csv measures
.import --csv --skip 1 $dir/units.csv units
INSERT INTO targets SELECT *, rowid FROM raw;
DROP TABLE raw;
CREATE TABLE projects (project PRIMARY KEY) WITHOUT ROWID;
INSERT INTO projects SELECT DISTINCT project FROM targets;
SQL
  ;;
run)
  sqlite3 :memory: <<SQL
ATTACH '$db' AS t;
PRAGMA temp_store = memory;
PRAGMA cache_size = -1000000;
CREATE TABLE raw (project, measure, date, value, unit);
.import --csv --skip 1 $dir/actuals.csv raw
CREATE TABLE g AS SELECT project, measure, sum(v) AS total, count(*) AS n, max(v) AS most,
    CAST(substr(max(date || v), 11) AS REAL) AS latest
  FROM (SELECT r.project, r.measure, r.date, CAST(r.value AS REAL) * u.factor AS v
    FROM raw r CROSS JOIN t.units u ON u.measure = r.measure AND u.unit = r.unit
      CROSS JOIN t.projects p ON p.project = r.project
    WHERE r.value GLOB '[0-9]*' AND date(r.date, '+0 days') IS r.date)
  GROUP BY project, measure;
CREATE TABLE a (project, measure, v, PRIMARY KEY (project, measure)) WITHOUT ROWID;
INSERT INTO a SELECT project, measure, CASE combine WHEN 'sum' THEN total WHEN 'avg' THEN total / n WHEN 'max' THEN most
  ELSE latest END FROM g JOIN t.measures USING (measure) ORDER BY project, measure;
.headers on
.mode csv
.once $3
$(cat "$here/result.sql");
.headers off
.mode list
SELECT 'bad ' || ((SELECT count(*) FROM raw) - (SELECT sum(n) FROM g));
SQL
  ;;
esac
