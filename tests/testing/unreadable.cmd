# Words that are no grade are a finding, and no test is judged.
# exit: 2
cat > $TMP/a.pgl <<'PGL'
年度 2021
项目 甲 { 社会效益指标 影响 "群众认可" }
测试 "一" { 设 影响 = "胡说"          期望 影响.达成 }
测试 "二" { 设 影响 = 部分达成        期望 影响.达成 }
测试 "三" { 设 影响 = "部分达成 95%"  期望 影响.达成 }
测试 "四" { 设 影响 = "群众认可"      期望 影响.达成 }
PGL
cd $TMP; pgl test a.pgl
