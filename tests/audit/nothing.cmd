# exit: 2
printf '指标,数值\n' >$TMP/a.csv
pgl audit table.pgl --actuals $TMP/a.csv
