# What is read is not written over, whatever it is called; devices, pipes and other files are.
printf '指标,数值\n面积,1000平方米\n' > $TMP/a.csv; cp target.pgl $TMP/t.pgl; cd $TMP; mkdir sub
printf '引用 "m.pgl"\n' | cat - t.pgl > u.pgl; echo '// 没有别的' > m.pgl
pgl compile t.pgl -o t.plan; pgl eval t.pgl -a a.csv -o r.json; cp r.json s.json; cp t.pgl v.pgl
ln -s ../a.csv sub/soft.csv; ln a.csv hard.csv; ln t.pgl t.html; ln t.pgl hard.plan; ln a.csv hard.html; ln t.plan plan.csv; ln a.csv hard.xlsx; ln m.pgl m.csv
( printf '实际 "a.csv"\n'; cat t.pgl ) > w.pgl
printf '2024年项目支出绩效目标表\n项目名称\t路灯\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t改造路灯\t≥100盏\n' | tee in.pgl > in.txt; ln -s in.txt new.pgl
sha256sum in.txt a.csv *.pgl t.plan r.json s.json > before
refused() { "$@" >told 2>&1; code=$?; grep -q 不能写在它上面 told && echo "$code $*" || { echo "otherwise, $code: $*"; head -2 told; }; }
for out in a.csv ./a.csv $PWD/a.csv sub/../a.csv sub/soft.csv hard.csv t.pgl; do refused pgl eval t.pgl -a a.csv -o $out | sed "s,$PWD,…,"; done
refused pgl eval t.pgl -a a.csv --bad-rows sub/soft.csv
refused pgl eval t.pgl -a sub -o hard.csv
refused pgl eval w.pgl -o hard.csv
refused pgl eval u.pgl -a a.csv -o m.csv
refused pgl eval t.plan -a a.csv -o plan.csv
refused pgl eval t.plan -a a.csv --format csv -o t.pgl
refused pgl eval t.pgl -a a.csv -o hard.xlsx
refused pgl eval - -a a.csv --format csv -o t.pgl < t.pgl
refused pgl eval t.pgl -a - -o hard.csv < a.csv
refused pgl report t.pgl -a a.csv -o hard.html
refused pgl template t.pgl -a a.csv -o hard.csv
refused pgl template t.pgl -a a.csv -o hard.xlsx
refused pgl audit t.pgl -a a.csv -o hard.html
refused pgl audit t.pgl -a a.csv --format json -o t.pgl
refused pgl check t.pgl -o t.html
refused pgl compile t.pgl -o hard.plan
refused pgl diff t.pgl v.pgl -o t.html
refused pgl diff r.json s.json -o ./s.json
refused pgl import in.pgl --force -o in.pgl
refused pgl import in.txt --force -o ./new.pgl
pgl eval t.pgl -a a.csv -o both.csv --bad-rows ./both.csv 2>&1; echo $?
pgl eval t.pgl -a a.csv -o /dev/null --bad-rows /dev/null; echo $?
sha256sum -c --quiet before && echo untouched
echo "--- goes through"
pgl eval t.pgl -a a.csv -o /dev/null; echo $?
pgl eval t.pgl -a a.csv --format csv -o /dev/stdout | grep -c 面积
pgl eval t.pgl -a a.csv --format csv -o >(grep -c 面积 > counted); sleep 0.3; cat counted
( echo first; pgl eval t.pgl -a a.csv --format csv -o /dev/stdout ) > both; grep -c -e first -e 面积 both
pgl eval t.pgl -a a.csv -o /dev/null --bad-rows /dev/stderr 2>&1 | head -1
mkfifo pipe; grep -c 面积 < pipe & pgl eval t.pgl -a a.csv --format csv -o pipe; wait
pgl eval t.pgl -a a.csv -o again.csv && pgl eval t.pgl -a a.csv -o again.csv && grep -c 面积 again.csv
