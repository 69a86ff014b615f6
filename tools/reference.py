#!/usr/bin/env python3
"""The pages of docs/reference/ that come from tables of the source.

usage: reference.py            writes them
       reference.py --check    tells which are not current (exit 1)
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "reference"
TEXT = r'"((?:[^"\\]|\\.)*)"'


def source(path):
    return (ROOT / path).read_text(encoding="utf-8")


def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def cell(text):
    return text.replace("|", "\\|") or " "


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]) + "\n"


def code(text):
    return f"`{text}`" if text else ""


# ---- keywords -----------------------------------------------------------------------------------

KINDS = [
    ("STATEMENT", "语句", "Statements"),
    ("ATTRIBUTE", "语句后面的各项", "What follows in a statement"),
    ("MAPPING", "实际里的词", "Inside 实际"),
    ("AGGREGATE", "数据怎样汇总", "How rows combine"),
    ("LITERAL", "值", "Values"),
    ("LOGIC", "算式里的词", "Words in formulas"),
    ("OPERATOR", "比较", "Comparison"),
    ("RULE", "规则集里的词", "Inside a rule set"),
    ("CHECK", "测试里的词", "Inside a test"),
]


def keywords():
    rows, by_id = [], {}
    for line in source("grammar/keywords.def").split("\n"):
        if m := re.match(rf"TOKEN\((\w+), (\w+), {TEXT}, {TEXT}, {TEXT}, {TEXT}\)", line):
            row = {"kind": m[2], "words": [m[3], m[4]], "zh": plain(m[5]), "en": plain(m[6]), "also": []}
            by_id[m[1]] = row
            rows.append(row)
        elif m := re.match(rf"ALSO\((\w+), {TEXT}\)", line):
            by_id[m[1]]["also"].append(m[2])
    text = ["# 关键词 · Keywords\n",
            "每个中文关键词都有一个英文的，两种可以混用；`pgl fmt --keywords zh|en` 互相改写。除了比较用的词和“至”，\n"
            "在不会有歧义的地方，它们也可以作名称。\n",
            "Each keyword has a Chinese and an English spelling; `pgl fmt --keywords zh|en` turns one into the other. But for\n"
            "the operator words and 至 they are names wherever no keyword can stand.\n"]
    for kind, zh, en in KINDS:
        text.append(f"## {zh} · {en}\n")
        text.append(table(["中文", "English", "也写作", "意思", "Meaning"],
                          [[code(r["words"][0]), code(r["words"][1]), " ".join(map(code, r["also"])), r["zh"], r["en"]]
                           for r in rows if r["kind"] == kind]))
    return "\n".join(text)


# ---- units --------------------------------------------------------------------------------------

UNIT = re.compile(r'单位 (\S+?)(?:: (\S+))?(?:\s+= (.*?))?(?:\s+别名 (.*?))?(?:\s+依据 "(.*?)")?\s*$')


def units():
    text = ["# 单位 · Units\n",
            "`stdlib/units.pgl` 里的全部单位。每个单位前都可以加 十、百、千、万、十万、百万、千万、亿：`万元`、`万人次`、`亿元`；\n"
            "单位之间用 `·` `*` `/` 组成复合单位：`元/人·月`，斜线之后都在分母。没有换算的计数单位各自成一种量：`人` 不是 `人次`，\n"
            "`个` 不是 `条`。查一个单位：`pgl units 亩`；换算：`pgl units 1.5亩 to 平方米`。\n",
            "All units of the standard library. Each takes the prefixes 十 百 千 万 亿 …; compound units are joined by `·` `*` `/`,\n"
            "and all that follows the first `/` is below the line. A unit of counting without a conversion is a dimension of its\n"
            "own. Look one up with `pgl units NAME`, convert with `pgl units 1.5亩 to 平方米`.\n"]
    doc, rows = "", []

    def flush():
        if rows:
            text.append(table(["单位", "换算", "别名", "说明", "依据"], rows))
            rows.clear()

    for line in source("stdlib/units.pgl").split("\n"):
        if m := re.match(r"// ── (.*?) ─", line):
            flush()
            text.append(f"## {m[1]}\n")
        elif line.startswith("/// "):
            doc = line[4:].strip()
        elif m := UNIT.match(line):
            name, base, is_, also, basis = m.groups()
            rows.append([code(name), f"{base}的基准" if base else code(is_ or ""),
                         " ".join(code(a.strip()) for a in (also or "").split(",") if a.strip()), doc, basis or ""])
            doc = ""
    flush()
    return "\n".join(text)


# ---- built-ins ----------------------------------------------------------------------------------

def builtins():
    defs = re.sub(r'",\n\s+"', '", "', source("compiler/builtins.def"))
    functions = [(m[1], m[2], plain(m[3]), plain(m[4])) for m in
                 re.finditer(rf"^F\(\w+, {TEXT}, {TEXT}, \d+, \d+, {TEXT}, {TEXT}\)", defs, re.M)]
    figures = [(m[1], m[2], m[3], plain(m[4]), plain(m[5])) for m in
               re.finditer(rf"^M\(\w+, (\w), {TEXT}, {TEXT}, {TEXT}, {TEXT}\)", defs, re.M)]
    of = {"E": "部门、项目、分项", "I": "指标", "S": "项目、指标"}
    library, doc = [], []
    for line in source("stdlib/functions.pgl").split("\n"):
        if line.startswith("/// "):
            doc.append(line[4:].strip())
        elif m := re.match(r"函数 (\S+\(.*?\)) = (.*)", line):
            library.append([code(m[1]), doc[0] if doc else "", code(m[2]), doc[1] if len(doc) > 1 else ""])
            doc = []
        else:
            doc = []
    return "\n".join([
        "# 内建函数和名称 · Built-ins\n",
        "算式里随处可用。中英文名称都可以。缺少数据或除以零时，结果是“无数据”，并说明原因。\n",
        "Known to every formula, by either name. Where data is missing or a divisor is zero the result is \"no data\", with\n"
        "its reason.\n",
        "## 函数 · Functions\n",
        table(["函数", "English", "意思", "Meaning"], [[code(z), code(e), hz, he] for z, e, hz, he in functions]),
        "## 项目和指标的数 · Figures\n",
        "写在名称后面：`招商经费.执行率`、`到会客商人数.得分`；本项目的可以不写项目名。\n",
        "Written after a name: `招商经费.执行率`; in the project itself its name may be left out.\n",
        table(["名称", "English", "属于", "意思", "Meaning"],
              [["`." + z + "`", "`." + e + "`", of[o], hz, he] for o, z, e, hz, he in figures]),
        "## 标准库的函数 · Functions of the library\n",
        "用 pgl 自己写成，见 `pgl debug stdlib functions`。\n",
        "Written in pgl itself: `pgl debug stdlib functions`.\n",
        table(["函数", "意思", "算式", "例"], library)])


# ---- rule sets ----------------------------------------------------------------------------------

def rules():
    text = ["# 规则集 · Rule sets\n",
            "`stdlib/rules.pgl` 里的四套，逐行注明出处：**已核实**，公开的文本写明如此；**惯例**，公开的表这样填，未见规定；**未核实**，\n"
            "通行说法或 pgl 的默认取法，正式使用前请对照原文。原文：`pgl debug stdlib rules`。\n",
            "The four of the library, each line with where it comes from: **已核实** verified in a published text, **惯例** customary\n"
            "in published tables, **未核实** unverified; compare the last with the regulation before relying on it.\n"]
    rows, doc, status = [], [], None
    for line in source("stdlib/rules.pgl").split("\n"):
        line = line.strip()
        if m := re.match(r"/// 状态: (\S+) — (.*)", line):
            status = m.groups()
        elif line.startswith("/// "):
            doc.append(line[4:])
        elif m := re.match(r"规则 (\S+) \{", line):
            text.append(f"## {m[1]}\n\n" + "\n".join(doc) + "\n")
            doc = []
        elif line == "}":
            text.append(table(["规则", "状态", "出处"], rows))
            rows = []
        elif line and not line.startswith("//"):
            rows.append([code(re.sub(r"  +", " ", line)), *(status or ("", ""))])
            status = None
    return "\n".join(text)


# ---- diagnostics --------------------------------------------------------------------------------

AREAS = [
    ("E01", "01 语法", "syntax"), ("E02", "02 名称", "names"), ("E03", "03 单位和类型", "units and types"),
    ("E04", "04 金额和支出计划", "money and plans"), ("E05", "05 目标", "targets"),
    ("E06", "06 规则和分值", "rules and weights"), ("E07", "07 数据", "data"), ("E08", "08 自评", "self-evaluation"),
    ("E09", "09 结果", "results"),
    ("T", "T 目标的写法", "how targets are written"), ("S", "S 分类和分值是否得当", "level and balance"),
    ("M", "M 钱", "money"),
]
SEVERITY = {"SEV_ERROR": ("错误", "error"), "SEV_WARNING": ("警告", "warning"), "SEV_HINT": ("提示", "hint")}


def diagnostics():
    defs = re.sub(r",\n\s+", ", ", source("grammar/diag.def"))
    found = {}
    for m in re.finditer(rf'^D\(\w+,\s*"([A-Z]+\d+)", (\w+), {TEXT}, {TEXT}\)', defs, re.M):
        found.setdefault(m[1], []).append((SEVERITY[m[2]], plain(m[3]), plain(m[4])))

    def area(c):
        return "E" + c[1:3] if len(c) == 5 else c[0]

    text = ["# 诊断索引 · Diagnostics\n",
            "每条都有一页说明：点代码，或在终端里 `pgl explain 代码`。{0} {1} 处填具体的内容。\n",
            "Each has a page: follow its code, or say `pgl explain CODE`. {0} {1} stand for what a message names.\n"]
    for key, zh, en in AREAS:
        rows = [[f"[{c}](../errors/{c}.md)", " / ".join(s), z, e]
                for c in sorted(found, key=lambda c: c[1:]) if area(c) == key for s, z, e in found[c]]
        if rows:
            text += [f"## {zh} · {en}\n", table(["代码", "级别", "信息", "Message"], rows)]
    return "\n".join(text)


PAGES = {"keywords": keywords, "units": units, "builtins": builtins, "rules": rules, "diagnostics": diagnostics}


def main():
    stale = []
    for name, make in PAGES.items():
        path = OUT / f"{name}.md"
        text = "<!-- written by tools/reference.py -->\n" + make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv[1:] and stale:
        sys.exit(f"not current: {' '.join(stale)} (run tools/reference.py)")


if __name__ == "__main__":
    main()
