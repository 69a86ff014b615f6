# Paths that are not what a command asks for.
cd $TMP
mkdir empty data; printf '年度 2021\n项目 甲 { 数量指标 人数 ≥ 1人 }\n' > a.pgl; printf '指标,数值\n人数,1人\n' > data/a.csv
pgl check empty; echo "exit $?"
pgl check data/a.csv; echo "exit $?"
pgl eval a.pgl --actuals empty; echo "exit $?"
pgl eval a.pgl --actuals none.csv; echo "exit $?"
pgl check --format compact - <&-; echo "exit $?"
pgl fmt - <&-; echo "exit $?"
pgl fmt none.pgl; echo "exit $?"
pgl debug stdlib none; echo "exit $?"
pgl debug stdlib functions | head -n 1
pgl debug nothing a.pgl; echo "exit $?"
pgl explain a.pgl; echo "exit $?"
pgl explain 甲 a.pgl; echo "exit $?"
printf '指标,"数值\n人数,1人\n' | pgl eval a.pgl --actuals -; echo "exit $?"
printf '项目,指标,数值\n甲,人数,2月30日\n' | pgl eval a.pgl --actuals - --quiet > /dev/null; echo "exit $?"
