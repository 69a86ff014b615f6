# What a fix offers where the word or number written is nearly right: a share without its %, a class by its middle.
printf '年度 2024\n项目 甲 {\n  质量指标 合格率 ≥ 0.95\n  质量指标 及时率 ≥ 95\n  满意度 学员满意 ≥ 90%%\n  效益 学员人数 ≥ 9人\n  数量指标 课程 ≥ 20门\n}\n' | pgl check -
printf '年度 2024\n项目 甲 { 编码 130200\n数量指标 3次检查 ≥ 2次 }\n' | pgl check -
echo '年度 2024 项目 甲 { 数量指标 检查 ≥ 2次 }' >$TMP/甲.pgl
pgl eval $TMP/甲.pgl -o nowhere/a.json; echo "exit $?"
