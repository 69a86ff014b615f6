printf '项目   甲 { }\n' >$TMP/a.pgl
printf '项目 乙 { }\n' >$TMP/b.pgl
pgl fmt --check $TMP
echo "exit $?"
pgl fmt --diff $TMP
echo "exit $?"
pgl fmt $TMP
echo "exit $?"
cat $TMP/a.pgl $TMP/b.pgl
pgl fmt --check $TMP
echo "exit $?"
