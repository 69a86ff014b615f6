#!/bin/bash
# PostgreSQL: postgresql.sh prepare|run|stop DIR OUT   (Debian's server, its cluster in DIR/postgresql, on a socket there;
# nothing is made durable). Bad cells are told by patterns before they are cast.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(realpath "$2")
base=$dir/postgresql
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
as() { if ((EUID == 0)); then su postgres -s /bin/bash -c "$1"; else bash -c "$1"; fi; }
sql() { PGOPTIONS='--client-min-messages=warning' psql -q -X -A -t -v ON_ERROR_STOP=1 -h "$base" -U postgres postgres "$@"; }

case $1 in
prepare)
  "$0" stop "$dir"
  rm -rf "$base" && mkdir -p "$base"
  ((EUID)) || chown postgres "$base"
  as "$bin/initdb -D '$base/data' -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null"
  as "$bin/pg_ctl -D '$base/data' -w -l '$base/log' -o \"-k '$base' -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=2GB -c work_mem=1GB -c jit=off \
    -c max_parallel_workers_per_gather=1 -c autovacuum=off -c max_wal_size=20GB\" start >/dev/null"
  sql <<SQL
CREATE UNLOGGED TABLE targets (project text, indicator text, aggregation text, measure text, divisor text, op text,
  target float8, weight float8, place serial);
CREATE UNLOGGED TABLE measures (measure text PRIMARY KEY, combine text);
CREATE UNLOGGED TABLE units (measure text, unit text, factor float8, PRIMARY KEY (measure, unit));
\copy targets (project, indicator, aggregation, measure, divisor, op, target, weight) from '$dir/targets.csv' csv header
\copy measures from '$dir/measures.csv' csv header
\copy units from '$dir/units.csv' csv header force not null unit
CREATE UNLOGGED TABLE projects AS SELECT DISTINCT project FROM targets;
ANALYZE;
SQL
  ;;
run)
  sql <<SQL
SET enable_nestloop = off;
DROP TABLE IF EXISTS raw, g, a;
BEGIN;
CREATE UNLOGGED TABLE raw (project text, measure text, date text, value text, unit text);
\copy raw from '$dir/actuals.csv' csv header force not null unit
COMMIT;
ANALYZE raw;
CREATE UNLOGGED TABLE g AS SELECT project, measure, sum(v) AS total, count(*) AS n, max(v) AS most,
    (max(ARRAY[d, v]))[2] AS latest
  FROM (SELECT r.project, r.measure, r.value::float8 * u.factor AS v,
      (substr(date, 1, 4)::int * 10000 + substr(date, 6, 2)::int * 100 + substr(date, 9)::int)::float8 AS d
    FROM raw r JOIN units u ON u.measure = r.measure AND u.unit = r.unit JOIN projects p ON p.project = r.project
    WHERE r.value ~ '^-?[0-9]+(\.[0-9]+)?$'
      AND r.date ~ '^\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))$') x
  GROUP BY project, measure;
CREATE UNLOGGED TABLE a AS SELECT project, measure, CASE combine WHEN 'sum' THEN total WHEN 'avg' THEN total / n WHEN 'max' THEN most
  ELSE latest END AS v FROM g JOIN measures USING (measure);
ANALYZE a;
\o $3
COPY ($(grep -v '^--' "$here/result.sql" | tr '\n' ' ')) TO STDOUT (FORMAT csv, HEADER);
\o
SELECT 'bad ' || ((SELECT count(*) FROM raw) - (SELECT sum(n) FROM g));
SQL
  ;;
stop)
  [[ ! -f $base/data/postmaster.pid ]] || as "$bin/pg_ctl -D '$base/data' -m immediate stop >/dev/null" || true
  ;;
esac
