#!/usr/bin/env python3
"""Self-evaluations with planted errors, as CSV and as a workbook: `pgl audit` finds each of them at its cell, and nothing else.

A clean table is altered in one or several cells; what each alteration must give is written beside it as
(rule, row, column), worked out by hand from the table and the rule set 财预2020.
usage: test_planted.py BUILD
"""
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "report"), str(HERE.parent / "formats")]
from _sheets import sheet, workbook  # noqa: E402
from schema import errors  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/schema/pgl-audit-1.schema.json").read_text(encoding="utf-8"))
COLUMNS = ["指标", "数值", "单位", "分值", "得分", "原因"]
CLEAN = [  # row 2 on
    ["支出", "95", "万元", "10", "9.5", ""],
    ["执行率", "95%", "", "", "", ""],
    ["培训人次", "210", "人次", "20", "20", ""],
    ["考试合格率", "94%", "", "15", "15", ""],
    ["完成时限", "2023-11-30", "", "5", "5", ""],
    ["人均成本", "4523.81", "元/人次", "10", "10", ""],
    ["新增就业", "52", "人", "20", "20", ""],
    ["长效机制", "达成", "", "10", "10", ""],
    ["学员满意度", "96%", "", "10", "10", ""],
    ["总分", "", "", "", "99.5", ""],
    ["等级", "优", "", "", "", ""],
]
ROW = {r[0]: i + 2 for i, r in enumerate(CLEAN)}

# What is altered, and what must be found: rule, row's name, column. `sum` keeps 总分 equal to the points.
CASES = [
    ("clean", {}, []),
    # E01 执行率
    ("rate too high", {("执行率", "数值"): "100%"}, [("E01", "执行率", "数值")]),
    ("rate too low", {("执行率", "数值"): "90%"}, [("E01", "执行率", "数值")]),
    ("rate without sign", {("执行率", "数值"): "95"}, []),
    ("rate with places", {("执行率", "数值"): "95.00%"}, []),
    ("rate a hundredth off", {("执行率", "数值"): "95.01%"}, [("E01", "执行率", "数值")]),
    ("rate rounded well", {("支出", "数值"): "95.4", ("支出", "得分"): "9.54", "sum": 1}, []),
    ("rate rounded badly", {("支出", "数值"): "95.5", ("支出", "得分"): "9.55", "sum": 1}, [("E01", "执行率", "数值")]),
    ("points of the rate", {("支出", "得分"): "10", "sum": 1}, [("E18", "支出", "得分")]),
    ("points of the rate too few", {("支出", "得分"): "9", "sum": 1}, [("E18", "支出", "得分")]),
    # E02
    ("spent more than the budget", {("支出", "数值"): "110", ("执行率", "数值"): "110%", ("支出", "得分"): "10", "sum": 1},
     [("E02", "支出", "数值")]),
    # E03 总分
    ("total rounded up", {("总分", "得分"): "100"}, [("E03", "总分", "得分")]),
    ("total one short", {("总分", "得分"): "98.5"}, [("E03", "总分", "得分")]),
    ("total as a value", {("总分", "得分"): "", ("总分", "数值"): "99.5"}, []),
    ("total as a wrong value", {("总分", "得分"): "", ("总分", "数值"): "96"}, [("E03", "总分", "数值")]),
    ("total of another sum", {("新增就业", "得分"): "19", ("新增就业", "原因"): "名额核减"}, [("E03", "总分", "得分")]),
    # E04
    ("missed, all points, reason", {("培训人次", "数值"): "190", ("培训人次", "原因"): "两期延后"}, [("E04", "培训人次", "得分")]),
    ("missed, all points, no reason", {("考试合格率", "数值"): "80%"}, [("E04", "考试合格率", "得分"), ("E06", "考试合格率", "数值")]),
    ("limit passed", {("人均成本", "数值"): "6000", ("人均成本", "原因"): "师资费上涨"}, [("E04", "人均成本", "得分")]),
    ("late", {("完成时限", "数值"): "2024-01-15", ("完成时限", "原因"): "招标推迟"}, [("E04", "完成时限", "得分")]),
    ("satisfaction missed", {("学员满意度", "数值"): "84.9%", ("学员满意度", "原因"): "食宿"}, [("E04", "学员满意度", "得分")]),
    ("partly, all points", {("长效机制", "数值"): "部分达成 70%", ("长效机制", "原因"): "制度在拟"}, [("E04", "长效机制", "得分")]),
    # E05
    ("cut without reason", {("新增就业", "得分"): "18", "sum": 1}, [("E05", "新增就业", "得分")]),
    ("cut with reason", {("新增就业", "得分"): "18", ("新增就业", "原因"): "考核扣分", "sum": 1}, []),
    ("cut a rate", {("考试合格率", "得分"): "14.5", "sum": 1}, [("E05", "考试合格率", "得分")]),
    ("cut to nothing", {("完成时限", "得分"): "0", "sum": 1}, [("E05", "完成时限", "得分")]),
    ("cut words", {("长效机制", "得分"): "9", "sum": 1}, [("E05", "长效机制", "得分")]),
    ("cut two", {("培训人次", "得分"): "19", ("学员满意度", "得分"): "9", "sum": 1},
     [("E05", "培训人次", "得分"), ("E05", "学员满意度", "得分")]),
    # E06
    ("missed, right points, no reason", {("培训人次", "数值"): "180", ("培训人次", "得分"): "18", "sum": 1}, [("E06", "培训人次", "数值")]),
    ("missed, right points, reason", {("培训人次", "数值"): "180", ("培训人次", "得分"): "18", ("培训人次", "原因"): "生源不足", "sum": 1}, []),
    ("limit passed, right points", {("人均成本", "数值"): "6250", ("人均成本", "得分"): "8", "sum": 1}, [("E06", "人均成本", "数值")]),
    ("satisfaction short", {("学员满意度", "数值"): "68%", ("学员满意度", "得分"): "8", "sum": 1}, [("E06", "学员满意度", "数值")]),
    ("partly, no reason", {("长效机制", "数值"): "部分达成 60%", ("长效机制", "得分"): "6", "sum": 1}, [("E06", "长效机制", "数值")]),
    # E07
    ("far beyond", {("培训人次", "数值"): "400"}, [("E07", "培训人次", "数值")]),
    ("far beyond, reason", {("培训人次", "数值"): "400", ("培训人次", "原因"): "追加两期"}, []),
    ("at the edge", {("新增就业", "数值"): "65"}, []),
    ("over the edge", {("新增就业", "数值"): "66"}, [("E07", "新增就业", "数值")]),
    ("far below a limit", {("人均成本", "数值"): "1000"}, [("E07", "人均成本", "数值")]),
    # E08
    ("operator copied", {("培训人次", "数值"): "≥200"}, [("E08", "培训人次", "数值")]),
    ("operator with unit", {("新增就业", "数值"): "≥50人", ("新增就业", "单位"): ""}, [("E08", "新增就业", "数值")]),
    ("percent with operator", {("学员满意度", "数值"): "≥85%"}, [("E08", "学员满意度", "数值")]),
    ("words copied", {("长效机制", "数值"): "基本建立"}, [("E08", "长效机制", "数值")]),
    # E09
    ("words for a number", {("培训人次", "数值"): "已完成"}, [("E09", "培训人次", "数值")]),
    ("number for a date", {("完成时限", "数值"): "100%"}, [("E09", "完成时限", "数值")]),
    ("percent for a grade", {("长效机制", "数值"): "95%"}, [("E09", "长效机制", "数值")]),
    ("another unit", {("新增就业", "单位"): "户"}, [("E09", "新增就业", "单位")]),
    ("share or percent", {("学员满意度", "数值"): "0.96"}, [("E09", "学员满意度", "数值")]),
    ("a grade without share", {("长效机制", "数值"): "部分达成"}, [("E09", "长效机制", "数值")]),
    ("a share of another band", {("长效机制", "数值"): "部分达成 90%"}, [("E09", "长效机制", "数值")]),
    ("points in words", {("学员满意度", "得分"): "满分", ("总分", "得分"): "89.5", ("等级", "数值"): "良"}, [("E09", "学员满意度", "得分")]),
    ("points with their unit", {("学员满意度", "得分"): "10分"}, []),
    # E10
    ("about so many", {("培训人次", "数值"): "约210"}, [("E10", "培训人次", "数值")]),
    ("so many and more", {("新增就业", "数值"): "50余人", ("新增就业", "单位"): ""}, [("E10", "新增就业", "数值")]),
    # E11
    ("unpaid", {("支出", "数值"): "20", ("执行率", "数值"): "20%", ("支出", "得分"): "2", "sum": 1}, [("E11", "支出", "数值")]),
    ("half paid", {("支出", "数值"): "50", ("执行率", "数值"): "50%", ("支出", "得分"): "5", "sum": 1}, []),
    ("nothing done, in time", {("培训人次", "数值"): "0", ("培训人次", "得分"): "0", ("培训人次", "原因"): "未开班", "sum": 1},
     [("E11", "完成时限", "数值"), ("E14", "等级", "数值")]),  # 79.5 is 中
    # E12
    ("empty with points", {("培训人次", "数值"): ""}, [("E12", "培训人次", "数值")]),
    ("empty without points", {("培训人次", "数值"): "", ("培训人次", "得分"): "0", ("等级", "数值"): "中", "sum": 1}, []),
    ("dated empty", {("完成时限", "数值"): ""}, [("E12", "完成时限", "数值")]),
    # E13
    ("one score for two", {("考试合格率", "分值"): "", ("考试合格率", "得分"): "", ("培训人次", "分值"): "35", ("培训人次", "得分"): "35"},
     [("E13", "考试合格率", "得分"), ("E17", "培训人次", "分值")]),
    ("one cell of points for two", {"merge": ["D4:D5", "E4:E5"], ("考试合格率", "分值"): "", ("考试合格率", "得分"): "",
                                    ("培训人次", "分值"): "35", ("培训人次", "得分"): "35"},
     [("E13", "考试合格率", "得分"), ("E17", "培训人次", "分值")]),
    ("one cell of points for three, each with its weight", {"merge": ["E4:E6"], ("考试合格率", "得分"): "", ("完成时限", "得分"): "",
                                                          ("培训人次", "得分"): "40"},
     [("E13", "考试合格率", "得分"), ("E13", "完成时限", "得分"), ("E19", "培训人次", "得分")]),
    ("one reason for three", {"book": 1, "merge": ["F4:F6"], ("培训人次", "数值"): "180", ("培训人次", "得分"): "18", ("完成时限", "数值"): "2024-01-15",
                        ("完成时限", "得分"): "0", ("培训人次", "原因"): "两期延后", "sum": 1}, []),
    # E14
    ("grade too good", {("考试合格率", "得分"): "3", ("考试合格率", "原因"): "扣分", "sum": 1}, [("E14", "等级", "数值")]),
    ("grade too low", {("等级", "数值"): "良"}, [("E14", "等级", "数值")]),
    ("grade of another scale", {("等级", "数值"): "合格"}, [("E14", "等级", "数值")]),
    # E15
    ("nothing applies", {("长效机制", "数值"): "不适用"}, [("E15", "长效机制", "数值")]),
    ("none", {("新增就业", "数值"): "无"}, [("E15", "新增就业", "数值")]),
    # E16, E17
    ("weights make 95", {("新增就业", "分值"): "15", ("新增就业", "得分"): "15", "sum": 1},
     [("E16", None, None), ("E17", "新增就业", "分值")]),
    ("weights moved", {("新增就业", "分值"): "15", ("新增就业", "得分"): "15", ("学员满意度", "分值"): "15", ("学员满意度", "得分"): "15", "sum": 1},
     [("E17", "新增就业", "分值"), ("E17", "学员满意度", "分值")]),
    # E18
    ("points of the rule, too many", {("培训人次", "数值"): "180", ("培训人次", "得分"): "19", ("培训人次", "原因"): "生源不足", "sum": 1},
     [("E18", "培训人次", "得分")]),
    ("points of the rule, too few", {("人均成本", "数值"): "6250", ("人均成本", "得分"): "7", ("人均成本", "原因"): "涨价", "sum": 1},
     [("E18", "人均成本", "得分")]),
    ("points of a share", {("长效机制", "数值"): "部分达成 70%", ("长效机制", "得分"): "7.5", ("长效机制", "原因"): "在拟", "sum": 1},
     [("E18", "长效机制", "得分")]),
    # E19
    ("more than all", {("培训人次", "得分"): "21", "sum": 1}, [("E19", "培训人次", "得分")]),
    ("more than all, missed", {("考试合格率", "数值"): "80%", ("考试合格率", "得分"): "16", ("考试合格率", "原因"): "难", "sum": 1},
     [("E19", "考试合格率", "得分")]),
    # several at once
    ("three", {("执行率", "数值"): "100%", ("培训人次", "数值"): "≥200", ("总分", "得分"): "100"},
     [("E01", "执行率", "数值"), ("E03", "总分", "得分"), ("E08", "培训人次", "数值")]),
]


def altered(changes):
    rows = [list(r) for r in CLEAN]
    for key, value in changes.items():
        if isinstance(key, tuple):
            rows[ROW[key[0]] - 2][COLUMNS.index(key[1])] = value
    if "sum" in changes:
        points = [r[4] for r in rows[:-2] if r[4]]
        cents = sum(round(float(p) * 100) for p in points)
        rows[ROW["总分"] - 2][4] = f"{cents / 100:g}"
    return rows


def audit(program, rows, data, merges):
    if data.suffix == ".xlsx":
        workbook(data, {"自评": sheet([COLUMNS, *([v or None for v in row] for row in rows)], merges=merges)})
    else:
        with data.open("w", encoding="utf-8", newline="") as f:
            csv.writer(f, lineterminator="\n").writerows([COLUMNS, *rows])
    done = subprocess.run([program, "audit", HERE / "table.pgl", "--actuals", data, "--format", "json"],
                          capture_output=True, text=True, check=False)
    return done


def places(found):
    name = {row: n for n, row in ROW.items()}
    return sorted((f["rule"], name[f["row"]], COLUMNS[f["column"] - 1]) for p in found["projects"] for f in p["findings"])


def wanted(expected):
    """A sum of weights stands at the last weight; it is told of the table, not of a row."""
    return sorted((r, n or "学员满意度", c or "分值") for r, n, c in expected)


def main():
    program = Path(sys.argv[1]).resolve() / "pgl"
    passed, failed, planted = 0, 0, 0
    for title, changes, expected in CASES:
        merges = changes.get("merge", [])
        planted += len(expected)
        for suffix in (".csv", ".xlsx"):
            if suffix == ".csv" and "book" in changes:
                continue
            with tempfile.TemporaryDirectory() as folder:
                done = audit(program, altered(changes), Path(folder) / f"自评{suffix}", merges)
            try:
                found = json.loads(done.stdout)
                got = places(found) + list(errors(SCHEMA, found))
            except (ValueError, KeyError) as why:
                got = [str(why), done.stdout[-300:], done.stderr[-600:]]
            code = 1 if any(r not in ("E13", "E15") for r, _, _ in expected) else 0
            if got == wanted(expected) and done.returncode == code:
                passed += 1
            else:
                failed += 1
                print(f"{title}{suffix}: exit {done.returncode}, expected {code}\n  found  {got}\n  wanted {wanted(expected)}\n{done.stderr}")
    print(f"{planted} errors planted in {len(CASES)} tables")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
