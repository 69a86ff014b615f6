#!/usr/bin/env python3
"""Check the types and values of every expression in expressions.tsv.

    tests/units/run_expressions.py BUILD      (or PGL=path/to/pgl tests/units/run_expressions.py)

A well-typed row becomes a program whose 测试 block sets the inputs and expects the exact result; the same
program with the expectation turned round must fail, so that no row passes by being ignored. An ill-typed row
must give exactly one error, with the code and the Chinese message of the table.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROWS_MIN = 60


def program(data, sets, expr, expect):
    lines = ["年度 2021", "项目 试算 {", "  预算 100万元"]
    lines += ["  数据 " + d.strip() for d in data.split(";") if d.strip()]
    lines += ["  令 所得 = " + expr, "}"]
    if expect:
        lines += ['测试 "试算" {', "  项目 试算"]
        lines += ["  设 " + s.strip() for s in sets.split(";") if s.strip()]
        lines += ["  期望 " + expect, "}"]
    return "\n".join(lines) + "\n"


class Runner:
    def __init__(self, pgl, folder):
        self.pgl, self.folder = pgl, folder

    def run(self, command, source, *options):
        file = Path(self.folder) / "试算.pgl"
        file.write_text(source, encoding="utf-8")
        args = [self.pgl, command, *options, "--lang", "zh", str(file)]
        return subprocess.run(args, capture_output=True, text=True, timeout=60)

    def errors(self, source):
        done = self.run("check", source, "--format", "json")
        try:
            found = json.loads(done.stdout)["diagnostics"]
        except (ValueError, KeyError):
            return ["pgl check gave no JSON: " + (done.stdout + done.stderr)[:200]]
        return [d["code"] + " " + d["message"] for d in found if d["severity"] == "error"]

    def value(self, data, sets, expr, result):
        truth = {"是": ("所得", "非 所得"), "否": ("非 所得", "所得")}
        holds, fails = truth.get(result, ("所得 = " + result, "所得 ≠ " + result))
        source = program(data, sets, expr, holds)
        errors = self.errors(source)
        if errors:
            return "no error expected: " + "; ".join(errors)
        done = self.run("test", source)
        if done.returncode != 0:
            return "should be %s: %s" % (result, (done.stdout + done.stderr).strip()[:300])
        done = self.run("test", program(data, sets, expr, fails))
        if done.returncode != 1:
            return "the opposite expectation `%s` ended with exit %d" % (fails, done.returncode)
        return None

    def error(self, data, expr, wanted):
        errors = self.errors(program(data, "", expr, ""))
        if errors == [wanted]:
            return None
        return "expected %s, found %s" % (wanted, "; ".join(errors) or "no error")


def main():
    pgl = os.environ.get("PGL") or (str(Path(sys.argv[1]).resolve() / "pgl") if len(sys.argv) > 1 else "")
    if not pgl:
        print(__doc__, file=sys.stderr)
        return 2
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(pgl, folder)
        for n, line in enumerate((HERE / "expressions.tsv").read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            data, sets, expr, result = line.split("\t")
            if result.startswith("E"):
                why = runner.error(data, expr, result)
            else:
                why = runner.value(data, sets, expr, result)
            passed, failed = passed + (not why), failed + bool(why)
            if why:
                print("expressions.tsv:%d: %s: %s" % (n, expr, why))
    if passed + failed < ROWS_MIN:
        print("expressions.tsv: fewer than %d rows" % ROWS_MIN)
        failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
