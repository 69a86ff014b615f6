# Days as a spreadsheet numbers them are told as such; other numbers are not.
echo '年度 2024 项目 甲 { 数量指标 检查 ≥ 2次 取值 累计 }' >$TMP/甲.pgl
printf '指标,日期,数值\n检查,45473,2次\n检查,99999,2次\n检查,454731,2次\n' >$TMP/实际.csv
cd $TMP; pgl eval 甲.pgl -a 实际.csv >结果.txt; echo "exit $?"
