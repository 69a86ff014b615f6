#!/usr/bin/env python3
"""Lays out eight published tables (cases/*.json: figures and names as published) as workbooks in the forms that they were
published in, cell by cell, and in three ways that people change them.  usage: cases_lay_out.py --make   (openpyxl)

  NN.xlsx         the form: merged cells, headings of two rows, percentages as numbers with a format
  NN-blank.xlsx   nothing merged: 一级 and 二级 only where they begin, blank rows between, notes under the table, texts
  NN-moved.xlsx   the form, begun three rows down and two columns to the right
  NN-order.xlsx   the columns of the indicators in another order, 一级 and 二级 in every row, a column nobody knows

Nothing of pgl is used: the forms are those of the design's list of layouts.
"""
import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
WAYS = ("", "-blank", "-moved", "-order")
GOAL, DONE = "按年初计划完成各项工作", "各项工作已按计划完成"


def cases():
    return [(p.stem, json.loads(p.read_text(encoding="utf-8"))) for p in sorted(CASES.glob("*.json"))]


class Sheet:
    def __init__(self, merging=True, down=0, right=0):
        import openpyxl
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.merging, self.row, self.right = merging, 1 + down, right

    def put(self, col, value, cols=1, rows=1, row=None):
        row, col = row or self.row, col + self.right
        cell = self.sheet.cell(row, col)
        percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", value) if isinstance(value, str) and self.merging else None
        number = re.fullmatch(r"\d+(\.\d+)?", value) if isinstance(value, str) and self.merging else None
        if percent:
            cell.value, cell.number_format = float(percent[1]) / 100, "0.00%"
        elif number:
            cell.value = float(value) if "." in value else int(value)
        elif value not in (None, ""):
            cell.value = value
        if self.merging and (cols > 1 or rows > 1):
            self.sheet.merge_cells(start_row=row, start_column=col, end_row=row + rows - 1, end_column=col + cols - 1)

    def line(self, *cells):
        """(column, text[, columns[, rows]]) … of one row."""
        for cell in cells:
            self.put(*cell)
        self.row += 1


def title(s, case, words):
    s.line((1, words, 10))
    if case["year"]:
        s.line((1, f"（{case['year']}年度）", 10))


def head(s, case, department="主管部门", agency="实施单位", project="项目名称"):
    s.line((1, project, 2), (3, case["project"], 8))
    s.line((1, department, 2), (3, case["department"], 3), (6, agency, 2), (8, case["agency"], 3))


def money(s, case, columns, block, keys):
    """Columns of money at 4 …; a row a source."""
    unit = case["unit"]
    rows = case["money"]
    s.put(1, f"{block}（{unit}）", 1, len(rows) + 1)
    for i, heading in enumerate(columns):
        s.put(4 + i, heading)
    s.row += 1
    for r in rows:
        s.put(2, r["name"], 2)
        for i, key in enumerate(keys):
            value = r.get(key)
            value = "—" if value is None and key in ("weight", "score") and r is not rows[0] else value
            s.put(4 + i, value if value is None or isinstance(value, str) else f"{value:g}")
        s.row += 1


def goals(s, block="年度总体目标", first="预期目标", second="实际完成情况"):
    s.line((1, block, 1, 2), (2, first, 5), (7, second, 4))
    s.line((2, GOAL, 5), (7, DONE, 4))


def text(value):
    return f"{value:g}" if isinstance(value, (int, float)) else value


def indicators(s, case, columns, way, header=None, at=1):
    """`columns`: (heading, function of an indicator). The first two are 一级 and 二级 where the form has them."""
    items = case["indicators"]
    levels = [c for c in columns if c[0].startswith(("一级", "二级"))]
    if way == "-order":
        columns = list(columns)
        random.Random(case["project"]).shuffle(columns)
        columns.insert(2, ("经办科室", lambda i: "综合科"))
    if header and way != "-order":
        header(s)
    else:
        s.line(*((at + k, heading) for k, (heading, _) in enumerate(columns)))
    merged = s.merging and way == ""
    for n, item in enumerate(items):
        if way == "-blank" and n % 3 == 1:
            s.row += 1
        for k, (heading, value) in enumerate(columns):
            if (heading, value) in levels and way != "-order":
                depth = levels.index((heading, value))
                same = [all(level[1](items[m]) == level[1](item) for level in levels[:depth + 1]) for m in range(len(items))]
                begins = n == 0 or not same[n - 1]
                run = next((m for m in range(n, len(items)) if not same[m]), len(items)) - n
                if begins:
                    s.put(at + k, value(item), 1, run if merged else 1)
            else:
                s.put(at + k, text(value(item)))
        s.row += 1


L1 = ("一级指标", lambda i: i["l1"])
L2 = ("二级指标", lambda i: i["l2"])
L3 = ("三级指标", lambda i: i["l3"])


def col(heading, key):
    return heading, lambda i: i.get(key)


def cell(heading, n):
    return heading, lambda i: i["target_cells"][n]


def foot(s, way, *rows):
    for row in rows:
        s.line(*row)
    if way == "-blank":
        s.row += 1
        s.line((1, "注：1.定量指标，地方各级主管部门对绩效指标的完成情况按表内要求填写；2.得分最高不能超过该指标分值上限。"))


def yunnan(s, case, way):
    title(s, case, "公开14表 项目支出绩效自评表")
    head(s, case)
    money(s, case, ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), "项目资金",
          ("year_start", "full_year", "executed", "weight", "rate_text", "score"))
    goals(s)

    def header(s):
        s.line((1, "一级指标", 1, 2), (2, "二级指标", 1, 2), (3, "三级指标", 1, 2), (4, "年度指标值", 3), (7, "实际完成值", 1, 2),
               (8, "分值", 1, 2), (9, "得分", 1, 2), (10, "偏差原因分析及改进措施", 1, 2))
        s.line((4, "指标性质"), (5, "指标值"), (6, "度量单位"))
    indicators(s, case, [L1, L2, L3, cell("指标性质", 0), cell("指标值", 1), cell("度量单位", 2), col("实际完成值", "actual_text"),
                         col("分值", "weight"), col("得分", "score"), col("偏差原因分析及改进措施", "reason")], way, header)
    foot(s, way, ((1, "其他需要说明事项", 3), (4, "无", 7)), ((1, "总分", 7), (8, "100"), (9, "96"), (10, "优")))


def linkup(s, case, way):
    title(s, case, "绩效目标自评表")
    head(s, case)
    money(s, case, ("全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)", "得分"), "项目资金",
          ("full_year", "executed", "weight", "rate_text", "score"))
    goals(s, first="年初设定目标", second="全年实际完成情况")
    indicators(s, case, [L1, L2, L3, col("分值", "weight"), col("年度指标值", "target_text"), col("全年实际值", "actual_text"),
                         col("得分", "score"), col("未完成原因及拟采取的改进措施", "reason")], way)
    foot(s, way, ((1, "总分", 6), (7, "100")))


def hebei(s, case, way):
    title(s, case, "预算项目绩效自评表")
    s.line((1, "一、基本情况", 10))
    head(s, case)
    s.line((1, f"二、预算执行情况（{case['unit']}）", 10))
    s.line((1, "预算安排情况（调整后）", 2), (3, "资金到位情况", 2), (5, "资金执行情况", 2), (7, "预算执行进度（%）", 2))
    names = [("预算数", "到位数", "执行数"), ("其中：财政资金",) * 3, ("其他",) * 3]
    for r, labels in zip(case["money"], names):
        s.line((1, labels[0]), (2, r["full_year"]), (3, labels[1]), (4, r["full_year"]), (5, labels[2]), (6, r["executed"]),
               *([(7, r["rate_text"], 2)] if r["rate_text"] else []))
    s.line((1, "三、目标完成情况", 10))
    s.line((1, "年度预期目标", 4), (5, "具体完成情况", 4), (9, "总体完成率（%）", 2))
    s.line((1, GOAL, 4), (5, DONE, 4), (9, "100", 2))
    s.line((1, "四、年度绩效指标完成情况", 10))

    def header(s):
        for k, heading in enumerate(("一级指标", "二级指标", "三级指标", "指标分值")):
            s.put(1 + k, heading, 1, 2)
        s.put(5, "预期指标值", 3)
        s.put(8, "单项指标实际完成值", 1, 2)
        s.put(9, "单项指标完成情况", 1, 2)
        s.put(10, "自评得分", 3)
        s.row += 1
        s.line((5, "符号"), (6, "值"), (7, "单位（文字描述）"), (10, "单项指标得分"), (11, "权重占比"), (12, "单项指标折算得分"))
    indicators(s, case, [L1, L2, L3, col("指标分值", "weight"), cell("符号", 0), cell("值", 1), cell("单位（文字描述）", 2),
                         col("单项指标实际完成值", "actual_text"), ("单项指标完成情况", lambda i: "完成"), col("单项指标得分", "score"),
                         ("权重占比", lambda i: f"{i['weight']:g}%"), ("单项指标折算得分", lambda i: f"{i['weight'] ** 2 / 100:.2f}")],
               way, header)
    foot(s, way)


def hubei(s, case, way):
    title(s, case, "项目自评表")
    head(s, case, agency="项目实施单位")
    s.line((1, "项目类别", 2), (3, "1、部门预算项目 □  2、省直专项 □  3、省对下转移支付项目 √", 8))
    s.line((1, "项目属性", 2), (3, "1、持续性项目 √  2、新增性项目 □", 8))
    money(s, case, ("预算数(A)", "执行数(B)", "执行率(B/A)", "得分(20分*执行率)"), "预算执行情况（20分）", ("full_year", "executed", "rate_text", "score"))
    s.line((1, "年度绩效目标1（80分）", 10))
    indicators(s, case, [L1, L2, L3, col("年初目标值（A）", "target_text"), col("实际完成值（B）", "actual_text"), col("得分", "score")], way)
    foot(s, way, ((1, "总分", 5), (6, "100")), ((1, "偏差大或目标未完成原因分析", 3), (4, "无", 7)),
         ((1, "改进措施及结果应用方案", 3), (4, "继续加强资金管理", 7)))


def county(s, case, way):
    title(s, case, "县级专项资金绩效目标自评表")
    head(s, case, project="专项名称")
    money(s, case, ("全年预算数(A)", "全年执行数(B)", "执行率(B/A)"), "资金情况", ("full_year", "executed", "rate_text"))
    goals(s, second="全年实际完成情况")
    indicators(s, case, [L1, L2, L3, col("年度指标值", "target_text"), col("全年完成值", "actual_text"), col("未完成原因和改进措施", "reason")], way)
    foot(s, way)


def national(s, case, way):
    title(s, case, "项目支出绩效自评表")
    head(s, case)
    money(s, case, ("年初预算数", "全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)", "得分"), "项目资金",
          ("year_start", "full_year", "executed", "weight", "rate_text", "score"))
    goals(s)
    block = len(case["indicators"]) + 1
    if way == "":
        s.put(1, "绩效指标", 1, block)
    indicators(s, case, [L1, L2, L3, col("年度指标值", "target_text"), col("实际完成值", "actual_text"), col("分值", "weight"),
                         col("得分", "score"), col("偏差原因分析及改进措施", "reason")], way, at=2)
    foot(s, way)


def application(s, case, way):
    title(s, case, "项目支出绩效目标申报表")
    s.line((1, "项目名称", 2), (3, case["project"], 8))
    s.line((1, "主管部门及代码", 2), (3, f"[031]{case['department']}", 3), (6, "实施单位", 2), (8, case["agency"], 3))
    s.line((1, "项目属性", 2), (3, "延续项目", 3), (6, "项目期", 2), (8, "2024年-2026年", 3))
    mid, year, other = case["money"]
    s.put(1, f"项目资金（{case['unit']}）", 1, 2)
    s.line((2, "中期资金总额："), (3, mid["full_year"], 3), (6, "年度资金总额："), (7, year["full_year"], 3))
    s.line((2, "其他资金"), (3, other["full_year"], 3), (6, "其他资金"), (7, other["full_year"], 3))
    left, right = ("中期目标（2024年—2026年）", "年度目标")
    swapped = way == "-order"
    s.line((1, "总体目标", 1, 2), (2, right if swapped else left, 4), (6, left if swapped else right, 4))
    s.line((2, GOAL if swapped else "三年目标：" + GOAL, 4), (6, "三年目标：" + GOAL if swapped else GOAL, 4))
    half = [L2, L3, col("指标值", "target_text")]
    columns = [L1, *half, *half]
    s.line(*((2 + k, heading) for k, (heading, _) in enumerate(columns)))
    last = [None] * len(columns)
    for n, item in enumerate(case["indicators"]):
        if way == "-blank" and n % 3 == 1:
            s.row += 1
        for k, (heading, value) in enumerate(columns):
            level = heading in ("一级指标", "二级指标")
            v = value(item)
            if not level or v != last[k] or way == "-order":
                rest = case["indicators"][n:]
                run = next((m for m, other in enumerate(rest) if value(other) != v), len(rest))
                s.put(2 + k, v, 1, run if level and way == "" else 1)
            last[k] = v
        s.row += 1
    foot(s, way)


def sichuan(s, case, way):
    s.line((1, f"{case['year']}年项目支出绩效目标表", 10))
    s.line((1, "金额单位：万元", 10))
    s.line((1, "部门（单位）名称", 2), (3, case["department"], 8))
    s.line((1, "项目名称", 2), (3, case["project"], 8))
    indicators(s, case, [L1, L2, L3, cell("绩效指标性质", 0), cell("绩效指标值", 1), cell("绩效度量单位", 2), col("权重（%）", "weight")], way)
    foot(s, way)


FORMS = {f.__name__: f for f in (yunnan, linkup, hebei, hubei, county, national, application, sichuan)}


def make():
    for name, case in cases():
        for way in WAYS:
            moved = way == "-moved"
            s = Sheet(merging=way != "-blank", down=3 * moved, right=2 * moved)
            FORMS[case["form"]](s, case, "" if moved else way)
            s.book.save(CASES / f"{name}{way}.xlsx")
    print(len(list(CASES.glob("*.xlsx"))), "workbooks")


if __name__ == "__main__":
    if sys.argv[1:] != ["--make"]:
        sys.exit(__doc__)
    make()
