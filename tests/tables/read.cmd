# Every way in which one table may be written gives the one value; the last column says where it stands.
row() { printf "%s: " "$1"; pgl eval target.pgl --actuals "$2" --format csv | sed -n 's/.*"1,200平方米",平方米,met,100,100,100.*,\(.*\),target.pgl,4$/1200 \1/p'; }
printf '项目名称\t三级指标\t实际完成值\n甲\t面积\t1200平方米\n' > $TMP/a.tsv; row tab $TMP/a.tsv
printf '项目;指标;数值\n甲;面积;1200平方米\n' > $TMP/b.csv; row semicolon $TMP/b.csv
printf '项目,指标,数值\n甲,面积,1200平方米\n' | iconv -t GB18030 > $TMP/c.csv; row gb18030 $TMP/c.csv
printf '\xef\xbb\xbf项目,指标,数值\r\n甲,面积,1200平方米\r\n' > $TMP/d.csv; row bom-crlf $TMP/d.csv
printf '项目,指标,数值\r甲,面积,1200平方米\r' > $TMP/e.csv; row cr $TMP/e.csv
{ printf '\xff\xfe'; printf '项目,指标,数值\n甲,面积,1200平方米' | iconv -t UTF-16LE; } > $TMP/f.csv; row utf-16 $TMP/f.csv
printf 'Unit,VALUE, Indicator ,project\n平方米,1200,面积,甲\n' > $TMP/g.csv; row english $TMP/g.csv
printf '指标,数值（平方米）\n面积,1200\n' > $TMP/h.csv; row header-unit $TMP/h.csv
printf '指标,数值（单位：万平方米）\n面积,0.12\n' > $TMP/i.csv; row header-unit-said $TMP/i.csv
printf '指标,数值（亩）,单位\n面积,"1,200.00",㎡\n' > $TMP/j.csv; row unit-column-wins $TMP/j.csv
printf '指标,数值（亩）,单位\n面积,1200平方米,亩\n' > $TMP/k.csv; row cell-unit-wins $TMP/k.csv
printf '\n\n"指标","数值","备注"\n"面积","1200\n平方米","说""明""\n两行"\n' > $TMP/l.csv; row quotes $TMP/l.csv
printf '指标,数值,,\n面积,１，２００平方米,,\n' > $TMP/m.csv; row full-width $TMP/m.csv
printf '序号,三级指标,年度指标值,实际完成值,分值,权重,得分\n1,面积,≥1000平方米,1200平方米,50,50,50\n' > $TMP/n.csv; row form $TMP/n.csv
mkdir $TMP/all; cp $TMP/c.csv $TMP/all; cp $TMP/a.tsv $TMP/all/b.tsv; echo no > $TMP/all/x.txt; row folder $TMP/all
printf 'stdin: '; pgl eval target.pgl --actuals - --format csv < $TMP/c.csv | grep -c ',met,'
printf 'stdin target: '; pgl eval - --actuals $TMP/c.csv --format csv < target.pgl | grep -c ',met,'
printf 'one file named three times: '; pgl eval target.pgl --actuals $TMP/all $TMP/all/c.csv $TMP/all/../all/c.csv --format json | grep -o '"read": [0-9]*'
