# What an expectation that does not hold came to; grades are set in the words of a table.
# exit: 1
cat > $TMP/a.pgl <<'PGL'
年度 2021
项目 甲 {
  预算 10万元
  数据 次数: 累计 次
  产出指标 { 数量指标 场次 ≥ 10次 取值 次数  质量指标 影响 "群众认可" }
}
测试 "通过" {
  设 影响 = "部分达成 75%"
  期望 影响.得分 = 18.75分
}
测试 "不通过" {
  设 次数 = 8次
  设 支出 = 5万元
  设 影响 = 达成
  期望 场次.得分 = 20分
  期望 场次.得分 = 25分
  期望 场次.达成
  期望 执行率 ≥ 60%
  期望 甲.等级 = "良"
}
测试 "没有数据" {
  截至 6月30日
  设 次数 = 8次
  期望 场次.达成
  期望 执行率 ≥ 60%
}
PGL
cd $TMP; pgl test a.pgl; pgl test --lang en a.pgl; pgl test --format junit a.pgl
