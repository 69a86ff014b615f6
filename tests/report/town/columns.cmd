# Chosen columns of the CSV, in the order asked for, are those of the whole one; what is no column is told with all that are.
eval="pgl eval target.pgl --actuals actuals.csv --quiet"
$eval --format csv --columns project,name,verdict,actual_value,score; echo $?
$eval -o $TMP/r.csv --columns ' line , rows'; head -2 $TMP/r.csv
$eval --format csv >$TMP/all.csv
for c in $(head -1 $TMP/all.csv | tr , ' '); do
  $eval --format csv --columns $c >$TMP/one.csv
  python3 -c "
import csv, sys
one, all = (list(csv.reader(open(p, encoding='utf-8'))) for p in sys.argv[2:])
at = all[0].index(sys.argv[1])
print(one == [[r[at]] for r in all], len(one) > 1)" $c $TMP/one.csv $TMP/all.csv
done | sort | uniq -c
for c in scores 甲 '' name, name,score,name; do $eval --format csv --columns "$c"; echo $?; done
$eval --columns name; echo $?
pgl --lang en eval target.pgl -o $TMP/r.jsonl --columns name; echo $?
