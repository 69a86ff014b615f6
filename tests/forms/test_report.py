#!/usr/bin/env python3
"""The official forms, filled: each layout is read back by `pgl import` with nothing unread and gives the same results;
workbooks open in openpyxl, Gnumeric and LibreOffice, whose recalculation comes to our values; the template, filled in,
is read without a mapping.  usage: test_report.py BUILD

What needs openpyxl, ssconvert or soffice is skipped where that is not installed.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

try:
    import openpyxl
except ImportError:  # Debian's is for Debian's Python, which may not be the first one on the PATH
    openpyxl = None
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and not os.environ.get("PGL_TRIED") and \
            subprocess.run([debian, "-c", "import openpyxl"], capture_output=True, check=False).returncode == 0:
        os.environ["PGL_TRIED"] = "1"
        os.execv(debian, [debian, *sys.argv])

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = [(ROOT / "examples/gaoxin-2021", ROOT / "examples/gaoxin-2021/actuals.csv")] + [
    (p.parent / "target.pgl", p) for p in sorted(ROOT.glob("examples/cases/*/actuals.csv"))]
LAYOUTS = ["国家", "河北", "四川", "云南", "重庆", "衔接", "湖北", "转移支付"]
WITHOUT_WEIGHTS = ("湖北", "转移支付")  # these forms have no column for them
WITHOUT_LEVELS = ("重庆",)
results = []


def check(what, good, why=""):
    results.append(bool(good))
    if not good:
        print(f"FAILED {what}: {why}")


def run(program, *args, cwd):
    return subprocess.run([program, *map(str, args)], cwd=cwd, capture_output=True, text=True, check=False)


def result(program, cwd, targets, *data):
    done = run(program, "eval", targets, *(["--actuals", *data] if data else []), "--skip-bad-rows", "--format", "json", cwd=cwd)
    return json.loads(done.stdout)


def facts(found, layout):
    """By project: money and indicators, as far as the layout tells them."""
    out = {}
    for p in found["projects"]:
        items = []
        for i in p["indicators"]:
            actual = i["actual"] and i["actual"]["text"]
            item = [i["name"], i["target"]["text"], actual, i["verdict"]]
            if layout not in WITHOUT_WEIGHTS:
                item += [i["weight"], i["score"]]
            if layout not in WITHOUT_LEVELS:
                item.insert(0, i["level2"])
            items.append(item)
        money = p["budget"] or {}
        out[p["name"]] = (money.get("total"), money.get("spent"), items)
    return out


def differences(there, back):
    for name in there:
        if name not in back:
            yield f"{name} is missing"
            continue
        if there[name][:2] != back[name][:2]:
            yield f"{name}: money {there[name][:2]} {back[name][:2]}"
        for a, b in zip(there[name][2], back[name][2]):
            if a != b:
                yield f"{name}: {a} {b}"
        if len(there[name][2]) != len(back[name][2]):
            yield f"{name}: {len(there[name][2])} indicators, {len(back[name][2])} came back"


def unread(program, tmp, targets, data, layout, ending):
    name = f"{layout}{ending}"
    done = run(program, "report", targets, "--actuals", data, "--skip-bad-rows", "--layout", layout, "-o", name, cwd=tmp)
    check(f"report {targets} {name}", done.returncode == 0, done.stderr[-400:])
    shutil.rmtree(tmp / layout, ignore_errors=True)
    done = run(program, "import", name, "-o", layout, "--year", "2021", "--format", "json", cwd=tmp)
    return done


def round_trips(program, tmp):
    for targets, data in EXAMPLES[:1]:
        there = result(program, tmp, targets, data)
        for layout in LAYOUTS:
            done = unread(program, tmp, targets, data, layout, ".xlsx")
            check(f"{layout}: nothing unread", sum(f["unread"] for f in json.loads(done.stdout)["files"]) == 0 if done.stdout else False, done.stderr[-300:])
            back = result(program, tmp, layout, f"{layout}/actuals.csv")
            bad = list(differences(facts(there, layout), facts(back, layout)))
            allowed = KNOWN.get(layout, 0)
            check(f"{layout}: the same came back", len(bad) <= allowed, f"{len(bad)}: " + "; ".join(bad[:4]))


# Facts that a layout cannot carry: without a column for reasons nothing is 不适用.
KNOWN = {"湖北": 2, "河北": 10, "重庆": 10}


def same_bytes(program, tmp):
    targets, data = EXAMPLES[0]
    for form in ("自评表", "目标表", "监控表", "部门汇总", "公开表"):
        for name in ("a.xlsx", "b.xlsx"):
            done = run(program, "report", targets, "--actuals", data, "--form", form, "-o", name, cwd=tmp)
            check(f"report {form}", done.returncode == 0, done.stderr)
        a, b = (zipfile.ZipFile(tmp / n) for n in ("a.xlsx", "b.xlsx"))
        check(f"{form}: the same twice", [(i, a.read(i)) for i in a.namelist()] == [(i, b.read(i)) for i in b.namelist()])


def recalculated(program, tmp):
    if not openpyxl or not shutil.which("soffice"):
        print("skipped: openpyxl or LibreOffice is not installed")
        return
    targets, data = EXAMPLES[0]
    formulas = 0
    for form in ("自评表", "部门汇总"):
        run(program, "report", targets, "--actuals", data, "--form", form, "-o", "book.xlsx", cwd=tmp)
        # Cached values are taken out, so that what comes back was computed.
        book = openpyxl.load_workbook(tmp / "book.xlsx")
        ours = openpyxl.load_workbook(tmp / "book.xlsx", data_only=True)
        book.save(tmp / "bare.xlsx")
        done = subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                               "--outdir", tmp / "calc", tmp / "bare.xlsx"], capture_output=True, text=True, timeout=120, check=False)
        check(f"{form} opens in LibreOffice", (tmp / "calc/bare.xlsx").exists(), done.stderr)
        theirs = openpyxl.load_workbook(tmp / "calc/bare.xlsx", data_only=True)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        formulas += 1
                        a, b = ours[sheet.title][cell.coordinate].value, theirs[sheet.title][cell.coordinate].value
                        check(f"{sheet.title}!{cell.coordinate} {cell.value}", abs(a - b) < 1e-9, f"{a} {b}")
    check("there are formulas", formulas > 30, formulas)


def opens(program, tmp):
    if not shutil.which("ssconvert"):
        print("skipped: Gnumeric is not installed")
        return
    targets, data = EXAMPLES[0]
    run(program, "report", targets, "--actuals", data, "-o", "book.xlsx", cwd=tmp)
    done = subprocess.run(["ssconvert", "book.xlsx", "book.csv"], cwd=tmp, capture_output=True, text=True, check=False)
    check("opens in Gnumeric without a complaint", done.returncode == 0 and "招商经费" in (tmp / "book.csv").read_text(encoding="utf-8")
          and not done.stderr.strip(), done.stderr)


def template(program, tmp):
    targets, _ = EXAMPLES[0]
    done = run(program, "template", targets, "-o", "t.csv", cwd=tmp)
    check("template as CSV", done.returncode == 0, done.stderr)
    rows = list(csv.reader((tmp / "t.csv").open(encoding="utf-8", newline="")))
    check("a row a datum", len(rows) > 100 and rows[0][:8] == ["部门", "项目", "二级指标", "指标", "日期", "数值", "单位", "原因"])
    value = {"是 或 否": "是", "日期": "2021-11-30", "达成": "达成", "每": "1", "全年": "1"}

    def fill(how):
        return next(v for k, v in value.items() if how.startswith(k))

    filled = [rows[0]] + [r[:5] + [fill(r[8])] + r[6:] for r in rows[1:]]
    with (tmp / "filled.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(filled)
    got = result(program, tmp, targets, "filled.csv")
    check("read back without a mapping", got["rows"]["bad"] == 0 and got["rows"]["read"] == len(rows) - 1, got["rows"])
    check("nothing is left without data", not [i["name"] for p in got["projects"] for i in p["indicators"]
                                              if i["verdict"] == "no_data" and "上年" not in (i["reason"] or "")], "")
    done = run(program, "template", targets, "-o", "t.xlsx", cwd=tmp)
    check("template as a workbook", done.returncode == 0, done.stderr)
    if not openpyxl:
        print("skipped: openpyxl is not installed")
        return
    book = openpyxl.load_workbook(tmp / "t.xlsx")
    sheet = book["实际值"]
    check("headings are locked, values are not", sheet.protection.sheet and sheet["A1"].protection.locked and not sheet["F2"].protection.locked)
    check("choices are offered", len(sheet.data_validations.dataValidation) > 20)
    check("a sheet explains", "说明" in book.sheetnames)
    check("the rows are those of the CSV", [[c.value or "" for c in r] for r in sheet.iter_rows()] == rows)
    for n, row in enumerate(filled[1:], 2):
        sheet.cell(n, 6).value = float(row[5]) if row[5].isdigit() else row[5]
    book.save(tmp / "filled.xlsx")
    again = result(program, tmp, targets, "filled.xlsx")
    for side in (got, again):
        for key in ("inputs", "rows"):
            side.pop(key)
        for p in side["projects"] + side["departments"] + [s for d in side["departments"] for s in d["sections"]]:
            for i in p["indicators"]:
                i.pop("evidence")
    check("the filled workbook gives what the CSV gives", got == again)


def lists(program, tmp):
    """A result and an audit as workbooks."""
    targets, data = EXAMPLES[0]
    done = run(program, "eval", targets, "--actuals", data, "-o", "r.xlsx", cwd=tmp)
    check("eval -o r.xlsx", done.returncode == 1 and zipfile.is_zipfile(tmp / "r.xlsx"), done.stderr)
    case = ROOT / "tests/audit/cases/06.csv"
    done = run(program, "audit", next(ROOT.glob("examples/cases/06-*")) / "target.pgl", "--actuals", case, "-o", "a.xlsx", cwd=tmp)
    check("audit -o a.xlsx", done.returncode == 1 and zipfile.is_zipfile(tmp / "a.xlsx"), done.stderr)
    if openpyxl:
        found = json.loads(run(program, "eval", targets, "--actuals", data, "--format", "json", cwd=tmp).stdout)
        rows = list(openpyxl.load_workbook(tmp / "r.xlsx").worksheets[1].iter_rows(min_row=3, values_only=True))
        check("a row an indicator", len(rows) == sum(len(p["indicators"]) for p in found["projects"]) +
              sum(len(d["indicators"]) + sum(len(s["indicators"]) for s in d["sections"]) for d in found["departments"]), len(rows))


def refused(program, tmp):
    targets, data = EXAMPLES[0]
    for args, code in ((["report", targets, "-o", "x.pdf"], 64), (["report", targets, "--layout", "火星", "-o", "x.xlsx"], 64),
                       (["report", targets, "--form", "目标表", "--layout", "湖北", "-o", "x.xlsx"], 64),
                       (["report", targets, "--actuals", data, "-o", "no/such/x.xlsx"], 2), (["template", targets], 64),
                       (["template", targets, "-o", "x.html"], 64)):
        done = run(program, *args, cwd=tmp)
        check(f"{args[0]} {args[2:]}", done.returncode == code and done.stderr and not list(tmp.glob("x.*")), f"{done.returncode} {done.stderr}")


def main():
    program = Path(sys.argv[1]).resolve() / "pgl"
    parts = (round_trips, same_bytes, recalculated, opens, template, lists, refused)
    with tempfile.TemporaryDirectory() as folder:
        done = run(program, "report", EXAMPLES[0][0], "-o", "probe.xlsx", cwd=folder)
    if done.returncode == 2 and "libxlsxwriter" in done.stderr:
        print("skipped: no libxlsxwriter in reach of this build")
        parts = ()
        check("the library is named, and nothing is written", True)
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            part(program, Path(folder))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


sys.exit(main())
