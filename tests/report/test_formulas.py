#!/usr/bin/env python3
"""`pgl explain` prints a formula from the plan as the source has it, and with values put in it still makes the
value that it states.  usage: test_formulas.py BUILD"""
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "formulas"
NUMBER = re.compile(r"([\d,]+(?:\.\d+)?)(%?)[^\d\s()+*/^,-]*(?:/(?=[^\s\d])[^\s\d()]*)?")


def value(text):
    """The value of a printed formula of numbers and + - * / ^; None where it says more than that."""
    plain = NUMBER.sub(lambda m: f"Fraction('{m[1].replace(',', '')}')" + ("/100" if m[2] else ""),
                       text.replace("百分点", "%"))
    plain = plain.replace("^", "**")
    if re.search(r"[^\w()'./*+ -]", plain) or re.search(r"[一-鿿]", plain):
        return None
    return eval(plain, {"Fraction": Fraction})  # digits, operators and parentheses, by the line above


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    passed = failed = computed = 0
    for line in (FOLDER / "target.pgl").read_text(encoding="utf-8").splitlines():
        m = re.match(r" +令 (\S+) = (.+)$", line)
        if not m:
            continue
        done = subprocess.run([str(pgl), "explain", "target.pgl", m[1], "--actuals", "actuals.csv"], cwd=FOLDER,
                              capture_output=True, timeout=60)
        out = done.stdout.decode("utf-8")
        said = re.search(r"^[├└] 算式 +(.+)$", out, re.M)
        leaf = re.search(r"^[├└] (\S+\(.*\)) ", out, re.M)  # a call alone: its own line
        got = said[1].strip() if said else leaf[1] if leaf else out
        wrong = [] if got == m[2] else [f"printed as {got}"]
        put_in = re.search(r"^[├└] 代入 +(.+)$", out, re.M)
        if put_in and "无数据" not in out.splitlines()[0]:
            stated, made = value(out.splitlines()[0].split("  ")[1].lstrip("≈")), value(put_in[1].strip())
            if made is not None and stated is not None:
                computed += 1
                exact = "≈" not in out.splitlines()[0]
                if (made != stated) if exact else abs(made - stated) > Fraction(1, 10**6):
                    wrong.append(f"{put_in[1].strip()} makes {made}, it says {stated}")
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for w in wrong:
            print(f"令 {m[1]} = {m[2]}\n  {w}")
    if computed < 8:
        failed += 1
        print(f"only {computed} values could be computed again")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
