# exit: 1
# A department and a project with new names are told as such, and what they hold is compared; one that was replaced
# by another is not, nor one of two that would do.
cat >$TMP/a.pgl <<'X'
年度 2021
部门 园林局 {
  分项 绿化 { 指标 植树 ≥ 10棵 }
  分项 保洁 { 指标 清扫 ≥ 10次 }
  分项 巡查 { 指标 巡查 ≥ 10次 }
  分项 科普 { 指标 讲座 ≥ 1场 }
  项目 公园养护 { 预算 10万元 数量指标 修剪 ≥ 10次 数量指标 浇水 ≥ 20次 质量指标 成活率 ≥ 90% }
  项目 路灯 { 预算 5万元 数量指标 换灯 ≥ 5盏 }
  项目 东园 { 数量指标 座椅 ≥ 5个 }
  项目 西园 { 数量指标 座椅 ≥ 6个 }
}
X
cat >$TMP/b.pgl <<'X'
年度 2021
部门 园林绿化局 {
  分项 绿化 { 指标 植树 ≥ 12棵 }
  分项 保洁 { 指标 清扫 ≥ 10次 }
  分项 巡查 { 指标 巡查 ≥ 10次 }
  分项 科普 { 指标 讲座 ≥ 1场 }
  项目 公园管护 { 预算 12万元 数量指标 修剪 ≥ 10次 数量指标 浇水 ≥ 24次 质量指标 完好率 ≥ 90% }
  项目 路牌 { 预算 5万元 数量指标 换牌 ≥ 5块 }
  项目 中园 { 数量指标 座椅 ≥ 5个 }
}
X
pgl diff $TMP/a.pgl $TMP/b.pgl
