"""`pgl check` of the department as published gives the findings counted by hand in
gaoxin-as-published.expected.md: each code at its file and line, each once, no other, with the severity written
there; and the same department made right gives no error and no warning.  usage: test_gaoxin.py BUILD
"""
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEVERITY = {"错误": "error", "警告": "warning", "提示": "hint"}


def rows(page):
    """(file, line, code, severity) of each row of the long table; (code, severity, count) of the short one."""
    found, counted = [], {}
    for line in page.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 4 and cells[0].endswith(".pgl"):
            found.append((cells[0], int(cells[1]), cells[2], SEVERITY[cells[3]]))
        elif len(cells) == 4 and cells[1] in SEVERITY:
            counted[cells[0]] = (SEVERITY[cells[1]], int(cells[2]))
    return found, counted


def findings(pgl, folder):
    done = subprocess.run([pgl, "check", "--format", "json", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)["diagnostics"]
    return done.returncode, [(Path(d["file"]).name, d["range"]["start"]["line"], d["code"], d["severity"], d["message"])
                             for d in said]


def main():
    pgl = Path(sys.argv[1]) / "pgl"
    wanted, counted = rows(HERE / "gaoxin-as-published.expected.md")
    problems, passed = [], 0
    for code, (severity, n) in counted.items():
        have = [r for r in wanted if r[2] == code]
        if len(have) != n or any(r[3] != severity for r in have):
            problems.append(f"the page counts {n} × {code} ({severity}) and lists {len(have)}")
    exit_code, found = findings(pgl, "examples/gaoxin-2021-as-published")
    have, want = Counter(f[:4] for f in found), Counter(wanted)
    passed += sum((have & want).values())
    problems += [f"missing: {':'.join(map(str, f))}" for f in sorted((want - have).elements())]
    message = {f[:4]: f[4] for f in found}
    problems += [f"not expected: {':'.join(map(str, f))} {message[f]}" for f in sorted((have - want).elements())]
    if exit_code != 1:
        problems.append(f"exit {exit_code} of a folder with errors")
    exit_code, found = findings(pgl, "examples/gaoxin-2021")
    problems += [f"not expected: {':'.join(map(str, f))}" for f in found if f[3] != "hint"]
    if exit_code:
        problems.append(f"exit {exit_code} of the folder made right")
    passed += 1
    print("\n".join(problems), end="\n" if problems else "")
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
