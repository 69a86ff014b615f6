#!/usr/bin/env python3
"""Numbers in the cells of a form are read as people see them there: with the unit and the percent sign that the cell's
format shows, and all the digits that the file has.  usage: test_number_formats.py BUILD"""
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "formats"))
from _sheets import sheet, workbook  # noqa: E402

CODES = ["0.0%", '0.00"万元"', "0.00", '0!.0,"万元"']
CASES = [  # 指标值 as stored, its style (0: General), the target written
    ("0.875", 1, "≥ 87.5%"), ("0.8", 1, "≥ 80%"), ("12", 0, "≥ 12"), ("1.5", 2, "≥ 1.5万元"), ("0.30000000000000004", 3, "≥ 0.3"),
    ("123456", 4, "≥ 12.3456万元"), ("1.5E-3", 3, "≥ 0.0015"),
]


def written(pgl, folder, stored, style):
    rows = [["项目名称", "路灯改造"], ["一级指标", "二级指标", "三级指标", "指标性质", "指标值"], ["产出指标", "数量指标", "改造路灯", "≥", stored]]
    book = folder / "a.xlsx"
    workbook(book, {"表": sheet(rows, {"E3": style})}, CODES)
    done = subprocess.run([pgl, "import", book, "--year", "2024"], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def main():
    pgl, passed, failed = Path(sys.argv[1]).resolve() / "pgl", 0, 0
    with tempfile.TemporaryDirectory() as tmp:
        for stored, style, want in CASES:
            got = written(pgl, Path(tmp), stored, style)
            good = f"数量指标 改造路灯 {want}\n" in got
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"{stored} as {CODES[style - 1] if style else 'General'}: wanted {want}\n{got}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
