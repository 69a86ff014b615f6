# exit: 1
{ echo '年度 2021'; echo '规则 长 取自 财预2020 { 其他指标 10分 {'; for i in $(seq 2001); do echo "类$i,"; done; echo '} }'; } > $TMP/long.pgl
{ echo '年度 2021'; echo '规则 第0层 取自 财预2020 { 保留 1位 }'; for i in $(seq 40); do echo "规则 第$i层 取自 第$((i - 1))层 { 保留 2位 }"; done; } > $TMP/deep.pgl
cd $TMP && pgl check --format compact long.pgl || pgl check --format compact deep.pgl
