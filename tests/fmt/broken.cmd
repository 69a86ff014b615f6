# exit: 2
# 有语法错误的文本不动。
printf '项目 甲 {\n  预算   10万元\n' >$TMP/x.pgl
pgl fmt $TMP/x.pgl
code=$?
cat $TMP/x.pgl
exit $code
