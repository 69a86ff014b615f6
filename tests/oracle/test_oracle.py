#!/usr/bin/env python3
"""pgl against the exact oracle: random programs, and tables in every layout, split and order.  usage: test_oracle.py BUILD

The long run is `./build.sh bench oracle`. That a wrong figure is noticed is tested too.
"""
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import random_programs  # noqa: E402
import scale  # noqa: E402
from compare import check, write  # noqa: E402

PROGRAMS, SEEDS = 160, 2


def program(pgl, seed):
    with tempfile.TemporaryDirectory() as work:
        return [f"random program {seed}: {x}" for x in random_programs.differences(pgl, seed, Path(work))]


def notices(pgl):
    """A weight, a row and an as-of date that the oracle knows otherwise must each show."""
    wrong = []
    for what in ("weight", "row", "date"):
        made, as_of, files, tables = random_programs.case(5)
        with tempfile.TemporaryDirectory() as work:
            write(Path(work), made, files)
            if what == "weight":
                project = next(e for e in made.entities() if e.kind == "项目" and e.indicators())
                project.indicators()[0].weight = Fraction(77)
            elif what == "row":
                tables[0][1].pop()
            else:
                as_of = (as_of or 737790) - 90
            run = (mismatch(pgl, work, made, tables, as_of) if what == "date" else
                   check(pgl, Path(work), made, tables, as_of))
        if not run:
            wrong.append(f"a changed {what} went unnoticed")
    return wrong


def mismatch(pgl, work, made, tables, as_of):
    from compare import against, expected, run_pgl
    run, want = expected(made, tables, as_of)
    return against(run, want, *run_pgl(pgl, Path(work), [n for n, _ in tables], None))


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    failed, passed = [], 0
    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(program, pgl, seed) for seed in [*range(PROGRAMS), 41655, 41686]] + [pool.submit(notices, pgl)]
        for projects, count in scale.QUICK:
            for seed in range(SEEDS):
                jobs.append(pool.submit(lambda p=projects, c=count, s=seed: scale.one(pgl, s, p, c, False, lambda t: None)[1]))
        made = (pgl.parent / "tests" / "bench" / "generate").exists()  # not beside a packaged program
        for seed in range(SEEDS if made else 0):
            jobs.append(pool.submit(lambda s=seed: scale.province(pgl, s, 5, 3000, False, lambda t: None)))
        for job in jobs:
            wrong = job.result()
            passed += not wrong
            failed += wrong[:5] if wrong else []
            if wrong:
                print(*wrong[:5], sep="\n")
    print(f"{passed} passed, {len(jobs) - passed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
