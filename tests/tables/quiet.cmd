# exit: 2
# --quiet leaves errors alone on standard error, beside them no warning.
printf '指标,数值\n面积,1000余平方米\n面各,1亩\n' > $TMP/rows.csv
for how in "" --quiet; do pgl eval target.pgl --actuals $TMP/rows.csv $how 2>&1 > /dev/null | grep -o '^[^：]*'; done
