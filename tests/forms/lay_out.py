#!/usr/bin/env python3
"""Lays out the department of examples/gaoxin-2021-as-published in the official form of Hebei, as the department
published it: plain text as a word processor saves it, and a page with merged cells, from which LibreOffice makes
the workbook and the document.  usage: lay_out.py --make   (rewrites tests/forms/gaoxin/, needs LibreOffice)

Nothing of pgl is used: facts.py reads the example, this file knows the form.
"""
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

import facts

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLE = ROOT / "examples" / "gaoxin-2021-as-published"
TO = HERE / "gaoxin"
MONTHS = ("3月底", "6月底", "10月底", "12月底")
HEADINGS = ("一级\n指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")


class Project:
    def __init__(self, found):
        self.path = next(k[0] for k in found if len(k) > 2)
        self.found = found
        self.department, self.name = self.path[0][1], self.path[1][1]
        self.goals = self.all("目标")
        note = self.one("备注")
        if note.startswith("表题：信息"):
            note = "信息网络运行、维护费与改造升级\n资金项目"  # the title in two lines, as published
        self.title = note.removeprefix("表题：") if note else self.name + ("" if self.name.endswith(("项目", "招商经费")) else "项目")
        self.rows = [(k[2], k[3]) for k in found if len(k) > 4 and k[1] == "指标" and k[4] == "一级"]

    def all(self, field):
        return [v for k, v in self.found.items() if k[:-1] == (self.path, field)]

    def one(self, field):
        return "".join(self.all(field)[:1])

    def cell(self, row, field):
        return self.found.get((self.path, "指标", *row, field, 0), "")

    def target(self, row):
        """As published: a unit alone where the number was left blank."""
        return self.cell(row, "目标值").replace("?", "")

    def source(self, name):
        return self.found.get((self.path, "预算", "来源", name, 0), "")


def projects():
    return [Project(facts.read(p.read_text(encoding="utf-8"))) for p in sorted(EXAMPLE.glob("*.pgl"))[1:]]


def level1(word):
    return word.replace("指标", "\n指标") if word != "满意度指标" else word


def table(p):
    """Rows of (text, columns, rows): 24 columns; what a merge from above covers is left out."""
    goals = [(f"目标{i}", g) for i, g in enumerate(p.goals, 1)]
    rows = [
        [("项目\n编码", 4, 1), (p.one("编码"), 6, 1), ("项目名称", 4, 1), (p.name, 10, 1)],
        [("预算规模及资金用途", 4, 2), ("预算数", 3, 1), (p.one("预算"), 4, 1), ("其中：财政资金", 4, 1),
         (p.source("财政资金"), 3, 1), ("其他资金", 3, 1), ("", 3, 1)],
        [(p.one("用途"), 20, 1)],
        [("资金支出计划（%）", 4, 2), *((m, 5, 1) for m in MONTHS)],
        [(p.found.get((p.path, "支出计划", m, 0), "").rstrip("%"), 5, 1) for m in MONTHS],
        *([*([("绩效\n目标", 4, len(goals))] if i == 0 else []), (name, 4, 1), (text, 16, 1)]
          for i, (name, text) in enumerate(goals)),
        [(h, 4, 2) for h in HEADINGS],
        [],
    ]
    above = (None, None)
    for i, row in enumerate(p.rows):
        ones = [p.cell(r, "一级") for r in p.rows]
        one, two = ones[i], row[0]
        cells = []
        if one != above[0]:
            cells.append((level1(one), 4, sum(1 for x in ones if x == one)))
        if (one, two) != above:
            cells.append((two, 4, sum(1 for r in p.rows if r[0] == two and p.cell(r, "一级") == one)))
        above = (one, two)
        cells += [(row[1], 4, 1), (p.cell(row, "说明"), 4, 1), (p.target(row), 4, 1), (p.cell(row, "依据"), 4, 1)]
        rows.append(cells)
    return rows


def grid(rows):
    """The same with every place: a text, or '' where a merge covers it (as text files have it, a cell once a row)."""
    busy, out = {}, []
    for r, row in enumerate(rows):
        cells, col, line = list(row), 0, []
        while col < 24:
            if (r, col) in busy:
                line.append("")
                col += busy[r, col]
            elif cells:
                text, cols, deep = cells.pop(0)
                line.append(text)
                for k in range(1, deep):
                    busy[r + k, col] = cols
                col += cols
            else:
                break
        out.append(line)
    return out


def department():
    """The plan in prose, a paragraph a line."""
    found = facts.read(sorted(EXAMPLE.glob("*.pgl"))[0].read_text(encoding="utf-8"))
    path = next(k[0] for k in found if len(k) > 2)
    lines = [f"{path[0][1]}编制", "", "2021年部门整体绩效目标", "", "一、总体绩效目标"]
    lines += [v for k, v in found.items() if k[:2] == (path, "目标")]
    lines.append("二、分项绩效目标")
    sections = list(dict.fromkeys(k[0] for k in found if len(k[0]) == 2 and isinstance(k[0], tuple)))
    for i, section in enumerate(sections):
        lines.append((f"（一）{section[1][1]}", f"（2） {section[1][1]}", f"（3）{section[1][1]}", f"（四）{section[1][1]}")[i])
        lines += ["绩效目标：" + v for k, v in found.items() if k[:2] == (section, "目标")]
        pieces = [(k[3], v) for k, v in found.items() if k[0] == section and k[1] == "指标" and k[4] == "目标值"]
        lines.append("评价指标：" + sentence(pieces))
    lines.append("三、工作保障措施")
    measures = [v for k, v in found.items() if k[:2] == (path, "措施")]
    lines += [f"（{'一二三四五六七八九十'[i]}）{text}" for i, text in enumerate(measures)]
    return lines


def sentence(pieces):
    """How such a plan says its indicators: numbers in a list, or a sentence of 、 with questions."""
    if all(value != "是" for _, value in pieces):
        return "；".join(f"{name}{value.removeprefix('≥')}以上" for name, value in pieces) + "。"
    questions = any(name.startswith("按照") or name.startswith("及时") for name, _ in pieces)
    words, stem = [], ""
    for name, value in pieces:
        if value != "是":
            words.append(name + value.replace("≥", "不少于"))
            continue
        m = re.fullmatch(r"(按照.*开展)(.*)", name)
        if m and m[1] == stem:
            words.append(m[2])
            continue
        stem = m[1] if m else ""
        words.append(("是否" if questions else "") + name)
    return "、".join(words) + "等。"


def as_text():
    lines = [" " + department()[0], *department()[1:], "", ""]
    for p in projects():
        lines += ["", p.title + "绩效目标" + ("表" if p.name != "招商经费" else ""), ""]
        for row in grid(table(p)):
            lines += ["\t" + text for text in row] + [""]
        lines += ["", "", ""]
    return "\n".join(lines) + "\n"


def as_page():
    out = ['<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>2021</title></head><body>']
    out += [f"<p>{escape(line)}</p>" for line in department() if line]
    for p in projects():
        title = p.title.replace("\n", "") + "绩效目标" + ("表" if p.name != "招商经费" else "")
        out.append(f"<p>{escape(title)}</p>\n<table border=\"1\">")
        for row in filter(None, table(p)):
            if row[0][0] == HEADINGS[0]:  # in two rows, the second all merged: LibreOffice drops such a row
                row = [(text, cols, 1) for text, cols, _ in row]
            cells = "".join(f'<td colspan="{cols}"' + (f' rowspan="{rows}"' if rows > 1 else "") + ">" +
                            escape(text).replace("\n", "<br>") + "</td>" for text, cols, rows in row)
            out.append(f"<tr>{cells}</tr>")
        out.append("</table>")
    return "\n".join(out) + "\n</body></html>\n"


def make():
    TO.mkdir(exist_ok=True)
    (TO / "form.txt").write_text(as_text(), encoding="utf-8")
    (TO / "form.html").write_text(as_page(), encoding="utf-8")
    for kind, filters in (("xlsx", ("HTML (StarCalc)", "Calc MS Excel 2007 XML")), ("docx", ("HTML (StarWriter)", "MS Word 2007 XML"))):
        with tempfile.TemporaryDirectory() as home:
            subprocess.run(["soffice", f"-env:UserInstallation=file://{home}", "--headless", f"--infilter={filters[0]}",
                            "--convert-to", f"{kind}:{filters[1]}", "--outdir", str(TO), str(TO / "form.html")],
                           check=True, stdout=subprocess.DEVNULL)
    print(*sorted(f"{p.name} {p.stat().st_size}" for p in TO.iterdir()), sep="\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--make"]:
        sys.exit(__doc__)
    make()
