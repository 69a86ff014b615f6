# exit: 1
# 台账都写在目标文件里，不用 --actuals。
pgl eval .
