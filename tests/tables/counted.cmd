# Rows are counted also where nobody asks which they are; some are joined one by one, the others not.
printf '年度 2021\n项目 甲 { 数量指标 面积 ≥ 1000平方米 取值 累计 }\n项目 乙 { 数量指标 面积 ≥ 1000平方米 }\n' > $TMP/sum.pgl
printf '项目,指标,日期,数值\n甲,面积,2021-1-5,1234余\n甲,面积,2021-2-5,100\n乙,面积,2021-2-5,1234亩\n' > $TMP/rows.csv
for columns in rows rows,evidence; do pgl eval $TMP/sum.pgl --actuals $TMP/rows.csv --quiet --format csv --columns actual,$columns; done
