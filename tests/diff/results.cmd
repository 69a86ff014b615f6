# exit: 1
# Two results: what became of totals, verdicts and points; a result with itself; one that is cut.
G=../../examples/gaoxin-2021
pgl eval $G --actuals $G/actuals.csv --format json >$TMP/a.json
pgl eval $G --actuals $G/actuals.csv --what-if '招商经费.到会客商 = 180人次' --what-if '招商经费.支出=200万元' --format json >$TMP/b.json
pgl diff $TMP/a.json $TMP/b.json
pgl diff $TMP/a.json $TMP/a.json
head -c 2000 $TMP/a.json >$TMP/c.json; pgl diff $TMP/a.json $TMP/c.json; echo $?
echo '{"rows": []}' >$TMP/d.json; pgl diff $TMP/a.json $TMP/d.json; echo $?
pgl diff $TMP/b.json $TMP/a.json --format json | grep -c '"change": "changed"'
pgl diff $TMP/a.json $TMP/b.json >/dev/null
