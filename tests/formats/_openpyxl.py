"""The table of test_writers.py, written by openpyxl.  usage: _openpyxl.py FILE"""
import datetime
import sys

import openpyxl

book = openpyxl.Workbook()
s = book.active
s.title = "台账"
s.append(["2021年度台账"])
s.append([])
s.append(["项目名称", "三级指标", "日期", "实际完成值", "计量单位", "备注"])
s.append(["甲", "检查", None, 3])
s.append([None, "合格率", None, 0.875])
s.append([None, "完成时限", None, datetime.date(2021, 11, 30)])
s.append([None, "面积", datetime.date(2021, 6, 1), 0.1 + 0.2, "平方米"])
s.append(["甲", "公示", None, True])
s.append(["乙", "支出", None, 1.23])
s.merge_cells("A4:A7")
for cell, code in (("D5", "0.0%"), ("D6", "yyyy\\-mm\\-dd"), ("C7", 'yyyy"年"m"月"'), ("D9", '0.00"万元"')):
    s[cell].number_format = code
s.row_dimensions[9].hidden = True
book.create_sheet("说明").append(["没有表头"])
more = book.create_sheet("二")
more.append(["项目", "指标", "数值（次）"])
more.append(["乙", "检查", 12345678901])
book.save(sys.argv[1])
