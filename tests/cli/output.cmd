# -o writes a file whose ending tells the format; what cannot be written is told in words.
echo '年度 2021 项目 甲 { 预算 300 }' > $TMP/a.pgl
cd $TMP
for f in a.json a.sarif a.txt; do pgl check -o $f a.pgl; echo "$f: $? $(head -c 12 $f | tr "\n" " ")"; done
echo '年度 2021 项目 甲 { 预算 300元 指标 乙 ≥ 3次 }' > b.pgl
for f in b.json b.csv b.txt; do pgl eval -o $f b.pgl; echo "$f: $? $(head -c 4 $f | tr '\n' ' ')"; done
pgl check -o nowhere/a.json a.pgl 2>&1; echo $?
pgl eval -o . b.pgl 2>&1; echo $?
pgl eval -o . b.pgl --lang en 2>&1; echo $?
