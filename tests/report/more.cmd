# exit: 2
# Markdown and JUnit of a result; an audit as a page. (Workbooks: tests/forms/test_report.py.)
C=../../examples/cases
pgl eval $C/33-*/target.pgl --actuals $C/33-*/actuals.csv --format md; echo $?
pgl eval $C/33-*/target.pgl --actuals $C/33-*/actuals.csv -o $TMP/r.xml; cat $TMP/r.xml
python3 -c "import sys, xml.dom.minidom as m; print(len(m.parse('$TMP/r.xml').getElementsByTagName('testcase')))"
pgl eval $C/33-*/target.pgl --format xlsx; echo $?
pgl audit $C/06-*/target.pgl --actuals ../audit/cases/06.csv -o $TMP/a.html; grep -c '<tr>' $TMP/a.html
printf '年度 2021\n项目 "<b>&\\"" { 预算 1万元 数量指标 "a\'<" ≥ 1个 }\n' >$TMP/x.pgl
pgl eval $TMP/x.pgl --format junit
