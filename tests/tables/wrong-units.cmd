# exit: 2
# What is told of a unit: where it stands, what was written, what would do.
cat > $TMP/p.pgl <<'PGL'
年度 2021
项目 甲 {
  预算 10万元
  产出指标 { 数量指标 面积 ≥ 1000平方米  数量指标 台账 ≥ 3册  质量指标 合格率 ≥ 98%  时效指标 完成 11月底前  质量指标 指数 ≥ 3 }
}
PGL
cat > $TMP/a.csv <<'CSV'
指标,数值,单位
支出,0.3亿,
支出,3,万
支出,3,件
支出,3,贝壳
合格率,98分,
台账,5册/年,
指数,3册,
支出,3-4万元,
支出,1.23457E+12,
完成,44530,
CSV
pgl eval $TMP/p.pgl --actuals $TMP/a.csv --format csv 2>&1 > /dev/null | sed "s|$TMP/||"
pgl eval $TMP/p.pgl --actuals $TMP/a.csv --format csv --lang en 2>&1 > /dev/null | grep -e error -e =
