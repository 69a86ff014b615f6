"""One workbook as four programs write it gives one result: those kept in workbooks/, and those that the programs installed
here write now (openpyxl, libxlsxwriter; LibreOffice and Gnumeric convert what openpyxl wrote).  usage: test_writers.py BUILD
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from _harness import actuals, evaluate, expect, run_tests  # noqa: E402

WANT = {"甲.检查": ("3次", "台账:4"), "甲.合格率": ("87.5%", "台账:5"), "甲.完成时限": ("2021-11-30", "台账:6"),
        "甲.整治面积": ("0.3平方米", "台账:7"), "甲.公示": ("是", "台账:8"), "乙.检查": ("12,345,678,901次", "二:2")}
TABLE = """项目,指标,日期,数值,单位
甲,检查,,3,
甲,合格率,,87.5%,
甲,完成时限,,2021-11-30,
甲,面积,2021年6月,0.3,平方米
甲,公示,,是,
乙,支出,,1.23,万元
乙,检查,,12345678901,次
"""


def same(f, book):
    got, err = actuals(f, book)
    assert not err, err
    expect(got, WANT)
    (f / "twin.csv").write_text(TABLE, encoding="utf-8")
    results = [json.loads(evaluate(f, "-a", data, form="json")[2]) for data in (book, "twin.csv")]
    for r in results:
        del r["inputs"]
        text = json.dumps(r, ensure_ascii=False)
        r = json.loads(text, object_hook=lambda o: {k: v for k, v in o.items() if k not in ("evidence", "first", "prev_evidence")})
    a, b = (strip(r) for r in results)
    assert a == b, f"{a}\n{b}"


def strip(value):
    if isinstance(value, dict):
        return {k: strip(v) for k, v in value.items() if k != "evidence"}
    return [strip(v) for v in value] if isinstance(value, list) else value


def t_kept(f):
    books = sorted((HERE / "workbooks").glob("*.xlsx"))
    assert len(books) == 4, books
    for book in books:
        shutil.copy(book, f / "a.xlsx")
        same(f, "a.xlsx")


def made_by_openpyxl(f, script="_openpyxl.py"):
    for python in ("/usr/bin/python3", sys.executable):
        done = subprocess.run([python, HERE / script, f / "openpyxl.xlsx"], capture_output=True)
        if done.returncode == 0:
            return True
    return False


def t_openpyxl(f):
    if not made_by_openpyxl(f):
        return "skipped: no openpyxl here"
    return same(f, "openpyxl.xlsx")


def t_libxlsxwriter(f):
    if not shutil.which("cc") or not Path("/usr/include/xlsxwriter.h").exists():
        return "skipped: no libxlsxwriter here"
    subprocess.run(["cc", HERE / "_libxlsxwriter.c", "-o", f / "w", "-lxlsxwriter"], check=True)
    subprocess.run([f / "w", f / "a.xlsx"], check=True)
    return same(f, "a.xlsx")


def t_gnumeric(f):
    if not shutil.which("ssconvert") or not made_by_openpyxl(f):
        return "skipped: no Gnumeric here"
    subprocess.run(["ssconvert", f / "openpyxl.xlsx", f / "a.xlsx"], check=True, capture_output=True)
    return same(f, "a.xlsx")


def by_libreoffice(f):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{f}/profile", "--headless", "--convert-to", "xlsx", "--outdir", f / "out",
                    f / "openpyxl.xlsx"], check=True, capture_output=True, timeout=100, env={**os.environ, "HOME": str(f)})


def t_libreoffice(f):
    if not shutil.which("soffice") or not made_by_openpyxl(f):
        return "skipped: no LibreOffice here"
    by_libreoffice(f)
    return same(f, "out/openpyxl.xlsx")


# The same table of formulas, computed by two programs. What a third wrote without computing is no empty cell.
COMPUTED = {"甲.检查": ("6次", "台账:2"), "甲.合格率": ("33.333333333333%", "台账:3"), "甲.完成时限": ("2021-11-30", "台账:4"),
            "甲.整治面积": ("3.3平方米", "台账:5"), "甲.公示": ("是", "台账:7")}


def t_formulas(f):
    if not made_by_openpyxl(f, "_formulas.py"):
        return "skipped: no openpyxl here"
    code, err, _ = evaluate(f, "-a", "openpyxl.xlsx")
    assert code == 2 and err.count("E0792") == 7 and "台账!B2" in err, err
    computed = []
    if shutil.which("ssconvert"):
        subprocess.run(["ssconvert", f / "openpyxl.xlsx", f / "gnumeric.xlsx"], check=True, capture_output=True)
        computed.append("gnumeric.xlsx")
    if shutil.which("soffice"):
        by_libreoffice(f)
        computed.append("out/openpyxl.xlsx")
    for book in computed:
        got, err = actuals(f, book)
        assert not err, f"{book}: {err}"
        expect(got, COMPUTED)
        assert json.loads(evaluate(f, "-a", book, form="json")[2])["projects"][0]["budget"]["spent"] == 12300, book
    return None


if __name__ == "__main__":
    run_tests(globals())
