#!/usr/bin/env python3
"""Results worked out by hand, compared with what `pgl eval --format json` says.  usage: test_handworked.py BUILD

An expected.md (or expected/*.md) beside the targets names the command and holds tables

  | 指标 | 目标 | 分值 | 实际 | 结论 | 得分 | 偏离 | 怎么算 |       (columns in any order, some may be missing)

under a heading `### PROJECT` (none: the only project; `## 部门`: the department's own), with `执行率 … = 87%；得分 … **8.70**`
above and `合计 **91.20 / 100**，等级 **优**（暂评）` below. `≈` marks a figure cut to four places, `*` one that is not
compared; everything else must agree to the last digit. A column 行 names the rows a value stands on, at most three, a
column 分项 where the indicator stands, and `数据行：读入 5，采用 3，…` counts rows.
"""
import json
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VERDICTS = {"达成": "met", "未达成": "missed", "进行中": "pending", "无数据": "no_data", "待定": "no_target",
            "不适用": "not_applicable"}
ROWS = {"读入": "read", "采用": "used", "只比较": "compared", "截止日之后": "after_as_of", "不在年度内": "out_of_span",
        "坏行": "bad", "没写单位": "unit_assumed"}
NUMBER = re.compile(r"[+−-]?≈?[\d,]+(?:\.\d+)?")
HUNDRED = Decimal(100)


def number(text):
    """(value, cut to four places?) of `−≈1.6667%`, `12.50`, `**8.33**`."""
    m = NUMBER.search(text)
    if not m:
        return None, False
    plain = m[0].replace("−", "-").replace("≈", "").replace("+", "").replace(",", "")
    return Decimal(plain), "≈" in m[0]


def agrees(text, got, scale=1):
    want, cut = number(text)
    if want is None or got is None:
        return want is None and got is None
    got = Decimal(got) * scale
    return (got.quantize(Decimal("0.0001"), ROUND_HALF_UP) if cut else got) == want


def cells(line):
    return [c.strip() for c in line.strip().strip("|").split("|")]


def tables(text):
    """(project or None, lines, rows) of each section of the page."""
    sections = [(None, [])]
    for line in text.splitlines():
        if m := re.match(r"#{2,3} (.+)", line):
            sections.append((m[1].strip(), []))
        else:
            sections[-1][1].append(line)
    for name, lines in sections:
        rows, head = [], None
        for line in lines:
            if not line.startswith("|"):
                head = None
            elif head is None:
                head = cells(line)
            elif not re.match(r"\|[-| ]+\|$", line) and "结论" in head and "指标" in head:
                rows.append(dict(zip(head, cells(line))))
        if rows:
            yield name, lines, rows


def all_indicators(node):
    """Every indicator below a node, whatever it is nested in."""
    if isinstance(node, list):
        return [x for item in node for x in all_indicators(item)]
    if not isinstance(node, dict):
        return []
    return [i for key, value in node.items()
            for i in (value if key == "indicators" else all_indicators(value))]


def check_row(row, got):
    wrong = []
    verdict = VERDICTS[row["结论"]]

    def say(what, want, have):
        wrong.append(f"{row['指标']} {what}: expected {want}, got {have}")

    if got["verdict"] != verdict:
        say("verdict", verdict, got["verdict"])
    if "分值" in row and verdict != "not_applicable" and not agrees(row["分值"], got["weight"]):
        say("weight", row["分值"], got["weight"])
    if "得分" in row and not agrees(row["得分"], got["score"]):
        say("score", row["得分"], got["score"])
    actual = got["actual"] or {}
    value, text = actual.get("value"), row["实际"]
    if text == "*":
        pass
    elif text == "—":
        if value is not None:
            say("actual", "none", value)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        if value != text:
            say("actual", text, value)
    elif text in ("是", "否"):
        if value is not (text == "是"):
            say("actual", text, value)
    elif text in ("达成", "部分达成", "未达成"):
        if not str(actual.get("text", "")).startswith(text):
            say("actual", text, actual.get("text"))
    elif number(text)[0] is not None and not agrees(text, value):
        say("actual", text, value)
    if "行" in row:
        rows = "、".join(str(e["row"]) for e in got["evidence"])
        if rows != row["行"].replace("—", ""):
            say("rows", row["行"], rows)
    if verdict in ("met", "missed") and row.get("偏离", "*") != "*":
        if not agrees(row["偏离"], got["deviation"], HUNDRED):
            say("deviation", row["偏离"], got["deviation"])
    return wrong


def check_project(lines, project):
    wrong = []
    text = "\n".join(lines)
    for m in re.finditer(r"^\| (\d+)月底 \| (\S+)% \| \S+ \| (\S+)% \|", text, re.M):
        point = [p for p in project.get("plan", []) if int(p["date"][5:7]) == int(m[1])]
        if not point or not agrees(m[2], point[0]["planned"], HUNDRED) or not agrees(m[3], point[0]["actual"], HUNDRED):
            wrong.append(f"plan at {m[1]}月底: expected {m[2]}% and {m[3]}%, got {point}")
    budget = project.get("budget") or {}
    if m := re.search(r"执行率 = .*?([\d.≈]+)%(?:；得分.*?\*\*([\d.]+)\*\*|，\*\*进行中)", text):
        if not agrees(m[1], budget.get("rate"), HUNDRED):
            wrong.append(f"rate: expected {m[1]}%, got {budget.get('rate')}")
        if not agrees(m[2] or "", budget.get("score")):
            wrong.append(f"rate's score: expected {m[2]}, got {budget.get('score')}")
    m = re.search(r"^合计 \**([\d.]+) / ([\d.]+)\**(?:.*?等级 \*\*(.)\*\*(（暂评）)?)?", text, re.M)
    if not m:
        return wrong + ["the page has no 合计"]
    if Decimal(m[2]) == 0:
        if project["judged"] or project["grade"]:
            wrong.append(f"nothing is judged; got {project['score']} / {project['judged']}, {project['grade']}")
        return wrong
    got = (project["score"], project["judged"], project["grade"], project["provisional"])
    want = (Decimal(m[1]), Decimal(m[2]), m[3], bool(m[4]))
    if tuple(got) != want:
        wrong.append(f"total: expected {want}, got {got}")
    return wrong


def check(pgl, page):
    text = page.read_text(encoding="utf-8")
    words = re.search(r"`pgl (eval .+)`", text)[1].split()
    cwd = ROOT if words[1].startswith(("examples/", "tests/")) else page.parent
    done = subprocess.run([str(pgl), *words, "--format", "json"], cwd=cwd, capture_output=True, timeout=60)
    try:
        result = json.loads(done.stdout.decode("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        return [f"no JSON, exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[:600]}"], 0
    wrong, count = [], 0
    for name, lines, rows in tables(text):
        if name and name.startswith("部门"):
            found = all_indicators(result.get("departments"))
        else:
            projects = [p for p in result["projects"] if name is None or p["name"] == name]
            if len(projects) != 1:
                wrong.append(f"project {name}: {len(projects)} in the result")
                continue
            found = all_indicators(projects[0])
            wrong += [f"{projects[0]['name']}: {w}" for w in check_project(lines, projects[0])]
        for row in rows:
            count += 1
            same = [i for i in found if i["name"] == row["指标"].strip("“”") and
                    row.get("二级", i.get("level2")) == i.get("level2") and
                    row.get("分项", "*") in ("*", i.get("section"))]
            if len(same) != 1:
                wrong.append(f"{row['指标']}: {len(same)} indicators of this name in the result")
            else:
                wrong += check_row(row, same[0])
        if len(found) != len(rows):
            wrong.append(f"{name or 'the project'}: {len(rows)} indicators by hand, {len(found)} in the result")
    if m := re.search(r"^数据行：(.+)", text, re.M):
        for word, n in re.findall(r"(\w+) (\d+)", m[1].split("。")[0]):
            if result["rows"][ROWS[word]] != int(n):
                wrong.append(f"rows {word}: expected {n}, got {result['rows']}")
    if m := re.search(r"退出码 (\d)", text):
        if done.returncode != int(m[1]):
            wrong.append(f"exit code: expected {m[1]}, got {done.returncode}")
    return wrong or ([] if count else ["the page holds no table"]), count


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    pages = sorted([*ROOT.glob("tests/eval/*/expected*.md"), *ROOT.glob("examples/**/expected.md"),
                    *ROOT.glob("examples/*/expected/*.md")])
    if "cmd_eval.c" not in (ROOT / "cli" / "meson.build").read_text():  # until the command is in the build
        pages = []
    failed = 0
    for page in pages:
        wrong, _ = check(pgl, page)
        if wrong:
            failed += 1
            print(f"{page.relative_to(ROOT)}:")
            print("\n".join("  " + w for w in wrong))
    print(f"{len(pages) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
