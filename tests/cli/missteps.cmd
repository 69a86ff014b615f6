# A newcomer's missteps: nothing after the command, data for targets, a file without a name, words out of order.
printf '年度 2021\n项目 甲 { 数量指标 检查 ≥ 2次 }\n' >$TMP/甲.pgl
printf '指标,数值\n检查,3次\n' >$TMP/实际.csv
cd $TMP
pgl check; echo "exit $?"
pgl eval; echo "exit $?"
pgl --lang en eval; echo "exit $?"
pgl explain; echo "exit $?"
pgl check 实际.csv; echo "exit $?"
pgl eval 甲.pgl 实际.csv; echo "exit $?"
pgl explain 甲.pgl; echo "exit $?"
pgl explain 甲.检查 甲.pgl; echo "exit $?"
pgl test 甲.pgl; echo "exit $?"
pgl eval 甲.pgl -a 实际.csv --as-of 9月底; echo "exit $?"
pgl eval 甲.pgl -a 实际.csv --as-of 2021年9月底 | head -1
pgl eval 甲.pgl -a 实际.csv --as-of 2021/9/30 | head -1
pgl lsp --help | head -1 | tr ' ' _
