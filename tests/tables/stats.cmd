# --stats tells the same of every format, and beside --what-if.
printf '指标,数值\n面积,1000平方米\n' > $TMP/a.csv
for format in table json jsonl csv html md junit sarif github; do
  echo "$format: $(pgl eval target.pgl -a $TMP/a.csv --format $format --stats 2>&1 >/dev/null | sed 's/ .*//' | tr '\n' ' ')"
done
pgl eval target.pgl -a $TMP/a.csv --what-if '面积 = 1平方米' --stats 2>&1 >/dev/null | wc -l
pgl eval target.pgl -a $TMP/a.csv --stats --lang en 2>&1 >/dev/null | sed 's/ *[0-9].*//'
