# exit: 1
# 坏行全部写进文件，行号跨过引号里的换行；线程多少不改变它
cat > $TMP/bad.csv <<'CSV'
指标,日期,数值
面积,2021-03-01,200平方米
面几,2021-03-01,1亩
"面
积",2021-04-01,"若,干"
面积,2021-13-01,3亩
面积,2021-05-01,5元
CSV
pgl eval target.pgl --actuals $TMP/bad.csv --bad-rows $TMP/out.csv --format csv > /dev/null 2>&1; echo $?; sed "s|$TMP/||" $TMP/out.csv
pgl eval target.pgl --actuals $TMP/bad.csv --bad-rows $TMP/two.csv -j 7 --format csv > /dev/null 2>&1; cmp $TMP/out.csv $TMP/two.csv && echo same
pgl eval target.pgl --actuals $TMP/bad.csv --bad-rows $TMP/en.csv --lang en --format csv > /dev/null 2>&1; head -2 $TMP/en.csv | sed "s|$TMP/||"
pgl eval target.pgl --actuals $TMP/bad.csv --bad-rows $TMP/none/x.csv --format csv > /dev/null 2>&1; echo $?
pgl eval target.pgl --actuals $TMP/bad.csv --skip-bad-rows --stats --format csv 2>&1 > /dev/null | grep -c -E '^(行|坏行|字节|内存|目标|准备|读取|合并|评分|写出|合计) '
