# Assumptions: what changes, nothing that changes, JSON of the whole, and a share of a wrong kind.
G="../../examples/gaoxin-2021 --actuals ../../examples/gaoxin-2021/actuals.csv"
pgl eval $G --what-if '招商经费.到会客商 = 180人次' --what-if '招商经费.支出=200万元'
pgl eval $G --what-if '招商经费.到会客商 = 100000人次'
pgl eval $G --what-if '招商经费.招商拓展范围 = 2个' --format json | grep -c '招商经费.招商拓展范围 = 2个'
pgl eval $G --what-if '智慧高新指挥中心建设资金.服务对象满意度 = 95%'
pgl eval $G --what-if '招商经费.到会客商 = 180元' ; echo $?
printf '年度 2021\n项目 甲 {\n  数据 登记: 计数 件\n  数量指标 办结 ≥ 3件 取值 登记\n}\n' > count.pgl
printf '指标,数值\n登记,5件\n' > count.csv
pgl eval count.pgl --actuals count.csv --what-if '甲.登记 = 5件'
