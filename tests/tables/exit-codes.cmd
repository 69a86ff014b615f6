# The exit code of eval: the first that applies.
try() { printf "$2" > $TMP/rows.csv; pgl eval --quiet target.pgl --actuals $TMP/rows.csv $3 > /dev/null 2>&1; echo "$1: $?"; }
try "met" '指标,数值\n面积,1000平方米\n'
try "missed" '指标,数值\n面积,999平方米\n'
try "no data" '指标,数值\n面积,无\n'
try "no row" '指标,数值\n'
try "bad row before missed" '指标,数值\n面积,999平方米\n面各,1亩\n'
try "bad row skipped, missed" '指标,数值\n面积,999平方米\n面各,1亩\n' --skip-bad-rows
try "bad row skipped, met" '指标,数值\n面积,1000平方米\n面各,1亩\n' --skip-bad-rows
try "two values on one day skipped" '指标,数值\n面积,999平方米\n面积,1亩\n' --skip-bad-rows
try "no header" '面积,1000平方米\n' --skip-bad-rows
try "empty table" '' --skip-bad-rows
try "before the year" '指标,数值\n' "--as-of 2020-12-31"
try "no such day" '指标,数值\n' "--as-of 2021-02-30"
code() { pgl "$@" > $TMP/out 2> $TMP/err; local c=$?; echo "$*: $c" | sed "s|$TMP/||g"; }
code eval target.pgl --actuals $TMP/nowhere.csv
code eval $TMP/nowhere.pgl
code eval
echo 年度 2021 > $TMP/empty.pgl
code eval $TMP/empty.pgl
code check $TMP/empty.pgl
code test $TMP/empty.pgl
printf '' > $TMP/nothing.pgl
code check $TMP/nothing.pgl
mkdir $TMP/folder
code check $TMP/folder
echo '年度 2021 项目 甲 { 要求 1 > 2 否则 "算错了" }' > $TMP/error.pgl
code check $TMP/error.pgl
code eval $TMP/error.pgl
code test $TMP/error.pgl
echo '年度 2021 项目 甲 { 数据 次数: 累计 次  要求 次数 > 3次 否则 "太少" }' > $TMP/require.pgl
printf '指标,数值\n次数,3次\n' > $TMP/rows.csv
code eval $TMP/require.pgl --actuals $TMP/rows.csv
code eval $TMP/require.pgl
echo '年度 2021 项目 甲 { 指标 乙 10次 }' > $TMP/warning.pgl
code check $TMP/warning.pgl
code check --strict $TMP/warning.pgl
echo '年度 2021 项目 甲 { 数据 次数: 累计 次 } 测试 "一" { 项目 甲 设 次数 = 3次 期望 次数 > 3次 }' > $TMP/test.pgl
code test $TMP/test.pgl
code fmt --check $TMP/test.pgl
code fmt $TMP/test.pgl
code fmt --check $TMP/test.pgl
code units 万元
code units 万筐
code explain E0301
code explain E9999
code nothing
