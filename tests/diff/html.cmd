# A page of its own: no script, nothing from elsewhere, and a name cannot break out of its cell.
printf '年度 2023\n项目 "<script>alert(1)</script>" { 预算 1万元 }\n' >$TMP/a.pgl
printf '年度 2023\n项目 "<script>alert(1)</script>" { 预算 2万元 }\n' >$TMP/b.pgl
pgl diff $TMP/a.pgl $TMP/b.pgl -o $TMP/d.html; echo $?
grep -c '<script' $TMP/d.html
grep -o '<h2>.*</h2>' $TMP/d.html
grep -o '<tr><td.*' $TMP/d.html
