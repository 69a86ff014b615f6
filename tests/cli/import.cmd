# exit: 2
form() { printf '%s年项目支出绩效目标表\n项目名称\t%s\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t改造路灯\t≥100盏\n' "$1" "$2"; }
cd $TMP
form 2024 路灯 > a.txt
form 2025 路灯 > b.txt
form 2024 '../../水/泵' > c.txt
pgl import a.txt
echo "stdin: $(pgl import --quiet - < a.txt | wc -l)"
pgl import a.txt c.txt -o new/one.pgl; cat new/one.pgl
pgl import a.txt -o new/one.pgl --quiet
pgl import a.txt b.txt -o both.pgl; echo "years: $?"
pgl import a.txt b.txt c.txt -o three --format json; ls three
pgl import a.txt -o three --force --lang en
iconv -f utf-8 -t gb18030 a.txt > gb.txt; pgl import --quiet gb.txt | head -3
{ printf '附件3\n填报说明另发\n'; sed '/一级/i\\n' a.txt; } > apart.txt; pgl import apart.txt
pgl import --year 2030 --quiet a.txt | head -1
pgl import a.txt -o /dev/null/x
pgl import
pgl import none.txt
