# What is read is not written over.
printf '指标,数值\n面积,1000平方米\n' > $TMP/a.csv; cp target.pgl $TMP/t.pgl
for how in "-o $TMP/a.csv" "-o $TMP/../$(basename $TMP)/a.csv" "--bad-rows $TMP/a.csv" "-o $TMP/t.pgl"; do pgl eval $TMP/t.pgl --actuals $TMP/a.csv $how 2>&1 | grep -c 不能写在它上面; done
cmp $TMP/t.pgl target.pgl && head -1 $TMP/a.csv
