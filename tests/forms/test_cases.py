"""Eight published tables, laid out in their own forms (cases_lay_out.py) as published and in three changed ways, are imported
without one wrong field: what is expected comes from the figures in cases/*.json. Evaluated, the self-evaluations give what
examples/cases gives, whose results are worked out by hand.  usage: test_cases.py BUILD
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cases_lay_out
import facts

RULES = {"hebei": "河北", "hubei": "湖北"}
BLANK = (None, "", "—")


def money(case, row, key="full_year"):
    return None if row[key] in BLANK else row[key] + case["unit"]


def target(item):
    cells = item.get("target_cells")
    if not cells:
        return facts.target([item["target_text"]])
    sign, value, unit = cells
    if sign == "定性":
        return facts.target([value])
    return facts.target([sign + value + unit.split("(")[0]])


def number(value):
    return "" if value in BLANK else f"{float(value):g}"


def expected(case):
    """What the workbook says, in the words of facts.py."""
    form = case["form"]
    path = (("部门", case["department"]), ("项目", case["project"]))
    want = {}

    def put(*key):
        n = 0
        while key[:-1] + (n,) in want:
            n += 1
        want[key[:-1] + (n,)] = key[-1]

    if case["year"]:
        put("年度", str(case["year"]))
    if form in RULES:
        put("采用", RULES[form])
    if case["agency"] and case["agency"] != case["department"]:
        put(path, "负责", case["agency"])
    rows = case["money"]
    if form == "application":
        put(path, "项目期", "2024..2026")
        put(path, "预算", money(case, rows[1]))
        put(path, "中期预算", money(case, rows[0]))
        put(path, "预算", "来源", rows[2]["name"], money(case, rows[2]))
        put(path, "中期目标", "三年目标：" + cases_lay_out.GOAL)
    elif rows:
        put(path, "预算", money(case, rows[0]))
        for row in rows[1:]:
            if money(case, row):
                put(path, "预算", "来源", row["name"].removeprefix("其中:"), money(case, row))
    if form not in ("sichuan", "hubei"):
        put(path, "目标", cases_lay_out.GOAL)
    if form not in ("sichuan", "hubei", "application"):
        put(path, "备注", "完成情况：" + cases_lay_out.DONE)
    groups = {}
    for item in case["indicators"]:
        level1, _, points = item["l1"].partition("(")
        if points:
            groups[level1] = points.rstrip(")")
        key = (path, "指标", item["l2"], item["l3"])
        put(*key, "一级", level1)
        put(*key, "目标值", target(item))
        if form == "application":
            put(*key, "中期", target(item))
        if item["weight"] is not None:
            put(*key, "分值", number(item["weight"]) + "分")
    for level1, points in groups.items():
        put(path, "组", level1, points)
    return want


def expected_rows(case):
    """Rows of the table of declared values: (class, name, value with unit, reason, points, score)."""
    form, total = case["form"], (case["money"] or [{}])[0]
    if form in ("application", "sichuan"):
        return None
    weight = "20" if form == "hubei" else number(total["weight"])
    want = [("", "支出", money(case, total, "executed"), "", weight, number(total["score"]))]
    rate = total["rate_text"]
    if rate:
        want.append(("", "执行率", number(rate.rstrip("%")) + "%", "", "", ""))
    for i in case["indicators"]:
        actual = (i["actual_text"] or "").replace("—", "")
        want.append((i["l2"], i["l3"], actual, i["reason"], number(i["weight"]), number(i["score"])))
    if case["total"] is not None and form in ("yunnan", "linkup", "hubei"):
        want.append(("", "总分", "", "", "100" if form == "yunnan" else "", number(case["total"])))
    if form == "yunnan":
        want.append(("", "等级", "优", "", "", ""))
    return want


def found_rows(text):
    rows = csv.DictReader(io.StringIO(text))
    out = []
    for r in rows:
        value = r["数值"]
        if r["指标"] == "执行率":
            value = number(value.rstrip("%")) + "%"
        out.append((r["二级指标"], r["指标"], value + r["单位"], r["原因"], number(r["分值"]), number(r["得分"])))
    return out


def plain(value):
    """68.50 and 68.5 are one number: workbooks keep no zeros."""
    head = value.rstrip("元万%分")
    try:
        return f"{float(head):.12g}" + value[len(head):]
    except ValueError:
        return value


def evaluated(pgl, program, actuals):
    """What counts of a result: the totals, and verdict, points and score of each indicator."""
    done = subprocess.run([pgl, "eval", program, "--actuals", actuals, "--format", "json"], capture_output=True, text=True,
                          check=False)
    p = json.loads(done.stdout)["projects"][0]
    return ([p[k] for k in ("score", "judged", "weight", "grade", "provisional")], p["budget"]["rate"], p["budget"]["score"],
            [(i["level1"], i["level2"], i["name"], i["verdict"], i["weight"], i["score"]) for i in p["indicators"]])


def scored(pgl, name, case, way):
    """The imported form and the example, both evaluated; none where the example has no values."""
    example = next((cases_lay_out.HERE.parent.parent / "examples" / "cases").glob(f"{name}-*"))
    if not (example / "actuals.csv").exists():
        return None
    with tempfile.TemporaryDirectory() as to:
        year = [] if case["year"] else ["--year", "2023"]
        subprocess.run([pgl, "import", cases_lay_out.CASES / f"{name}{way}.xlsx", "-o", f"{to}/a.pgl", "--quiet", *year],
                       capture_output=True, check=True)
        return evaluated(pgl, f"{to}/a.pgl", f"{to}/a.csv"), evaluated(pgl, example / "target.pgl", example / "actuals.csv")


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    passed, problems = 0, []
    for name, case in cases_lay_out.cases():
        for way in cases_lay_out.WAYS:
            form = cases_lay_out.CASES / f"{name}{way}.xlsx"
            with tempfile.TemporaryDirectory() as to:
                done = subprocess.run([pgl, "import", form, "-o", to], capture_output=True, text=True, check=False,
                                      env={**os.environ, "LC_ALL": "C.UTF-8"})
                texts = {p.suffix: p.read_text(encoding="utf-8") for p in sorted(Path(to).iterdir())}
            if done.returncode:
                problems.append(f"{form.name}: exit {done.returncode}: {done.stderr}")
                continue
            have, want = facts.read(texts[".pgl"]), expected(case)
            have, want = ({k: plain(v) for k, v in x.items()} for x in (have, want))
            same, wrong, missing, extra = facts.compare(want, have)
            lines = [f"{what}: {line}" for what, found in (("wrong", wrong), ("missing", missing), ("too much", extra)) for line in found]
            rows, found = expected_rows(case), found_rows(texts[".csv"]) if ".csv" in texts else None
            if rows is not None and found is not None:
                same += [c for r in rows if r in found for c in r]
                lines += [f"row missing: {r}" for r in rows if r not in found] + [f"row too much: {r}" for r in found if r not in rows]
            elif rows != found:
                lines.append(f"declared values: {found}, not {rows}")
            unknown = done.stderr.count("W0824")
            if unknown != (1 if way == "-order" and case["form"] != "application" else 0):
                lines.append(f"{unknown} headings unknown")
            print(f"{form.name}: {len(same)} fields read, {len(wrong) + len(extra)} wrong, {len(missing)} missing")
            if both := scored(pgl, name, case, way):
                same.append(both)
                lines += [] if both[0] == both[1] else [f"evaluated to {both[0]}, the example to {both[1]}"]
            passed += len(same)
            problems += [f"{form.name}: {line}" for line in lines]
    print("\n".join(problems[:40]), end="\n" if problems else "")
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
