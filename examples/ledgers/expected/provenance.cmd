# 每个数都追到台账的行。
pgl explain . 全民阅读推广.人均活动费用
pgl explain . 分馆运行维护.支出
