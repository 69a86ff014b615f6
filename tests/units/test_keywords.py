#!/usr/bin/env python3
"""No Chinese keyword is a unit: `10 分值` must not be read as a quantity.  usage: test_keywords.py BUILD"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import words  # noqa: E402


NEVER_BEHIND_A_NUMBER = {"COLUMN"}  # 列 stands behind = 只取 且 only


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    known = {u: subprocess.run([pgl, "units", u], capture_output=True).returncode == 0 for u in ("人次", "万元")}
    passed = failed = 0
    for ident, cls, spellings in words.read(ROOT / "grammar" / "keywords.def"):
        if cls not in words.SOFT and cls != "OPERATOR":
            continue
        for word in spellings:
            if not words.is_word(word) or word.isascii():
                continue
            if ident in NEVER_BEHIND_A_NUMBER:
                continue
            if subprocess.run([pgl, "units", word], capture_output=True).returncode == 0:
                failed += 1
                print(f"{word} ({ident}) is a unit of the stdlib")
            else:
                passed += 1
    if not all(known.values()) or passed < 80:
        failed += 1
        print("pgl units does not answer as this test takes for granted")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
