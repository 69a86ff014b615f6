#!/usr/bin/env python3
"""A file large enough to be parsed in stretches says the same with any number of threads, and as a whole.

Three projects of a generated portfolio are spoilt in meaning (a unit, a sum, a direction), then one in syntax.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def findings(pgl, path, threads):
    done = subprocess.run([pgl, "check", "-j", str(threads), "--format", "json", path], stdout=subprocess.PIPE)
    return [(d["code"], d["range"]["start"]["line"]) for d in json.loads(done.stdout)["diagnostics"]]


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    passed = failed = 0
    with tempfile.TemporaryDirectory() as tmp:
        made = subprocess.run([sys.executable, ROOT / "tests/bench/portfolio.py", "6000", tmp])
        assert made.returncode == 0
        path = Path(tmp) / "portfolio.pgl"
        lines = path.read_text(encoding="utf-8").split("\n")
        assert path.stat().st_size > 5 << 20
        def spoil(share, old, new):
            at = next(i for i in range(int(len(lines) * share), len(lines)) if old in lines[i])
            lines[at] = lines[at].replace(old, new, 1)
            return at + 1

        spoilt = [{spoil(0.2, "万元", "万圆圆"), spoil(0.9, "预算 ", "预算 1")}, {spoil(0.5, " 依据 ", " 依剧 ")}]
        good_lines = list(lines)
        lines[max(spoilt[1]) - 1] = lines[max(spoilt[1]) - 1].replace(" 依剧 ", " 依据 ")
        for text, wanted in ((lines, spoilt[0]), (good_lines, spoilt[1])):  # meaning waits for syntax
            path.write_text("\n".join(text), encoding="utf-8")
            alone = findings(pgl, path, 1)
            results = [wanted <= {line for _, line in alone}]
            results += [findings(pgl, path, threads) == alone for threads in (2, 4, 7)]
            passed, failed = passed + sum(results), failed + results.count(False)
            if not all(results):
                print(f"wanted lines {sorted(wanted)} with any number of threads ({results}); one says {alone[:6]}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
