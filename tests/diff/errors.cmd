# exit: 2
# Errors of meaning are counted and the rest compared; a file that cannot be parsed ends it; so does a third.
printf '年度 2023\n项目 甲 { 预算 1万元 数量指标 乙 ≥ 3个 取值 丙 }\n' >$TMP/a.pgl
printf '年度 2023\n项目 甲 { 预算 1万元 数量指标 乙 ≥ 4个 }\n' >$TMP/b.pgl
pgl diff $TMP/a.pgl $TMP/b.pgl; echo $?
pgl diff $TMP/a.pgl $TMP/b.pgl $TMP/a.pgl; echo $?
pgl diff $TMP/a.pgl; echo $?
printf '项目 { {\n' >$TMP/c.pgl
cd $TMP && pgl diff c.pgl b.pgl
