#!/usr/bin/env python3
"""Runs every test over one build and ends with `N passed, N failed`.  usage: run.py BUILD [--bless] [FILTER]

The kinds are told in golden.py (sources with expectations), manual.py (the documentation), invariants.py
(what holds for every .pgl file), documented.py (what the manual must tell), layering.py (rules of the house)
and here: unit tests (cmocka programs of the build), fuzz targets over their seeds, and tests/**/test_*.py,
programs that take the build folder and end with the same closing line.
FILTER is part of a test's name.
"""
import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import documented
import golden
import invariants
import layering
import manual
from fuzz.fuzz import seeds
from harness import ROOT, Context, Failed, Test, show, tail, walk


# What a static program has not: libraries that are loaded when used, and the unit tests' twin of pgl with its knobs.
NEED_LIBRARIES = ("tests/formats/test_mapping.py", "tests/formats/test_postgres.py", "tests/formats/test_sqlite.py",
                  "tests/formats/test_twins.py", "tests/oracle/test_oracle.py")


def is_static(ctx):
    return "not a dynamic executable" in subprocess.run(["ldd", ctx.build / "pgl"], capture_output=True, text=True, check=False).stderr


def run_unit(ctx, program):
    done = ctx.run([str(program)], cwd=ROOT, merge=True)
    passed = len(re.findall(r"^\[ +OK +\]", done.out, re.M))
    failed = sorted(set(re.findall(r"^\[ +FAILED +\] (\w+)$", done.out, re.M)))
    if failed or done.code or not passed:
        raise Failed(tail(done.out, 30), passed, max(1, len(failed)))
    return passed


def run_seeds(ctx, target, files):
    ctx.run([str(target), *map(str, files)])


def run_script(ctx, script):
    done = ctx.run([sys.executable, str(script), str(ctx.build)], merge=True)
    m = re.search(r"^(\d+) passed, (\d+) failed$", done.out.strip().split("\n")[-1])
    if not m or int(m[2]) or done.code:
        raise Failed(tail(done.out, 40), int(m[1]) if m else 0, max(1, int(m[2])) if m else 1)
    return int(m[1])


def programs(ctx):
    for program in sorted((ctx.build / "tests" / "unit").glob("test_*")):
        if program.is_file() and os.access(program, os.X_OK):
            source = ROOT / "tests" / "unit" / (program.name + ".c")
            yield Test(show(source), lambda p=program: run_unit(ctx, p))
    for target in sorted((ctx.build / "tests" / "fuzz").glob("fuzz_*")):
        if target.is_file() and os.access(target, os.X_OK):
            name = target.name.removeprefix("fuzz_")
            yield Test(f"tests/fuzz/{target.name}.c (seeds)", lambda t=target, n=name: run_seeds(ctx, t, seeds(n)))
    left_out = NEED_LIBRARIES if is_static(ctx) else ()
    for script in walk("tests", ".py"):
        if script.name.startswith("test_") and show(script) not in left_out:
            yield Test(show(script), lambda s=script: run_script(ctx, s))


def run_one(test):
    try:
        passed = test.run()
        return 1 if passed is None else passed, 0, ""
    except Failed as why:
        return why.passed, why.failed, str(why)
    except Exception as why:  # a test that cannot even run has failed; the others go on
        return 0, 1, f"{type(why).__name__}: {why}"


def main():
    args = argparse.ArgumentParser()
    args.add_argument("build", type=Path)
    args.add_argument("--bless", action="store_true")
    args.add_argument("--timeout", type=int, default=240, help="seconds a test may take, on a busy machine too")
    args.add_argument("filter", nargs="?", default="")
    args = args.parse_intermixed_args()
    ctx = Context(args.build.resolve(), args.bless, args.timeout)
    tests = [t for kind in (programs, golden.collect, manual.collect, invariants.collect, documented.collect,
                               layering.collect)
             for t in kind(ctx) if args.filter in t.name]
    passed = failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for test, (p, f, why) in zip(tests, pool.map(run_one, tests)):
            passed, failed = passed + p, failed + f
            if f:
                print(f"FAILED {test.name}\n{why}\n".encode("utf-8", "replace").decode(), flush=True)
    for path in ctx.blessed:
        print("blessed", show(path))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
