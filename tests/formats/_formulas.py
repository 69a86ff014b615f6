"""Formulas and number formats of test_writers.py, written by openpyxl without results.  usage: _formulas.py FILE"""
import datetime
import sys

import openpyxl

book = openpyxl.Workbook()
s = book.active
s.title = "台账"
s.append(["项目名称", "三级指标", "日期", "实际完成值", "计量单位", "备用"])
rows = [  # indicator, date, formula, its format, unit
    ("检查", None, "=SUM(F2:F4)", "General", None),
    ("合格率", None, "=F2/(F2+F3)", "0.00%", None),
    ("完成时限", None, "=DATE(2021,11,29)+1", '[$-804]yyyy"年"m"月"d"日"', None),
    ("面积", datetime.date(2021, 6, 1), "=0.1+0.2", "#,##0.00", "平方米"),
    ("面积", datetime.date(2021, 9, 30), "=D5*10", "General", "=\"平方\"&\"米\""),
    ("公示", None, "=F2<F3", "General", None),
    ("支出", None, "=ROUND(1.2345,2)", '#,##0.00"万元"', None),
]
for n, (name, date, formula, code, unit) in enumerate(rows, 2):
    s.append(["甲" if n == 2 else None, f'="{name[0]}"&"{name[1:]}"', date, formula, unit, n - 1])
    s.cell(n, 4).number_format = code
    s.cell(n, 3).number_format = "yyyy-mm" if n == 5 else "m/d/yy"
s.merge_cells("A2:A8")
book.save(sys.argv[1])
