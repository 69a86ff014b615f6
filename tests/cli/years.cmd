# Files of two years given together are told apart; two years in one file are a slip.
mkdir $TMP/集; cd $TMP/集
echo '年度 2023 项目 甲 { 数量指标 检查 ≥ 2次 }' >甲.pgl
echo '年度 2024 项目 乙 { 数量指标 检查 ≥ 2次 }' >乙.pgl
pgl check .
printf '年度 2023\n年度 2024\n' | pgl check -
pgl explain T05 | head -4
