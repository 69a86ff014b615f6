# exit: 2
# A year of two digits is asked for in four, wherever a date stands; a month and day alone are no year, and days that are none stay so.
echo '年度 2024 项目 甲 { 数量指标 检查 ≥ 2次 取值 累计 时效指标 完成 12月31日前 }' >$TMP/甲.pgl
printf '指标,日期,数值\n检查,22-12-31,2次\n检查,22/1/5,2次\n检查,22.12.31 08:00,2次\n检查,22年12月31日,2次\n检查,05-06-07,2次\n完成,,24-12-30\n' >$TMP/实际.csv
printf '检查,12-31,2次\n检查,22-13-45,2次\n检查,22-02-30,2次\n检查,13.5,2次\n检查,31-12-2022,2次\n检查,13月5日,2次\n' >>$TMP/实际.csv
cd $TMP; pgl eval 甲.pgl -a 实际.csv >结果.txt; echo "exit $?"
pgl --lang en eval 甲.pgl -a 实际.csv 2>&1 >结果.txt | grep E0729 | head -1
