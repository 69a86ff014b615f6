# exit: 2
# What a folder holds is read or told of; endings may be in capitals.
mkdir $TMP/all; printf '指标,数值\n面积,1000平方米\n' > $TMP/all/A.CSV; cp $TMP/all/A.CSV $TMP/all/~\$A.CSV; cp $TMP/all/A.CSV $TMP/all/readme.md
printf 'x' > $TMP/all/旧.XLS; printf 'x' > $TMP/all/开放.ods; printf 'x' > $TMP/all/~\$旧.xls
pgl eval target.pgl --actuals $TMP/all --format csv --columns name,actual,evidence 2>&1 | sed "s|$TMP/||"
pgl eval target.pgl --actuals $TMP/all --format csv --columns name,actual --quiet 2>&1
pgl eval target.pgl --actuals "$TMP/none*.csv" 2>&1 | sed "s|$TMP/||"
