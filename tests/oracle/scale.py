#!/usr/bin/env python3
"""Results at scale against the oracle: to the last digit, every bad row at its line, for any number of threads, any
chunk, any split into files, any order of rows.  scale.py PGL [quick|full|SIZE…] [--seeds N]

A size is PROJECTS×ROWS. One table a seed; the oracle reads it once, and once more where the order is another.
"""
import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import province as made  # noqa: E402
from compare import against, run_pgl, write  # noqa: E402
from data import Rows  # noqa: E402
from oracle import Run  # noqa: E402
from programs import Maker  # noqa: E402
from tables import Table  # noqa: E402

QUICK = [(3, 400), (20, 2000), (60, 6000)]
PROVINCES = [(5, 3000), (200, 20000), (1000, 200000)]
FULL = [(20, 5000), (1000, 100000), (3000, 1000000)]


def ways(full):
    """Options that must change nothing; of pgl_tuned (tests/bench/meson.build)."""
    out = [("-j", "1"), ("-j", "2"), ("-j", "7"), ("-j", "1", "--one-by-one")]
    out += [("-j", "3", "--chunk", n) for n in (("1", "999", "4096", "65537", "1000000") if full else ("1000",))]
    return out + [("-j", "2", "--simd", n, "--chunk", "5000") for n in ("portable", "avx2", "avx512")]


def tuned(pgl):
    beside = pgl.parent / "tests" / "bench" / "pgl_tuned"
    return beside if beside.exists() else pgl


def parts(rng, rows, n):
    cuts = sorted(rng.randrange(len(rows) + 1) for _ in range(n - 1))
    return [rows[a:b] for a, b in zip([0] + cuts, cuts + [len(rows)])]


def evaluate(run, rows):
    for n, row in enumerate(rows):
        row["line"] = n
        run.take(row)
    return run.result()


def renumber(run, places):
    """The oracle's bad rows, numbered by row, as (file, line)."""
    out = Run.__new__(Run)
    out.bad, out.counts = [(code, places[n]) for code, n in run.bad], run.counts
    out.places, out.exit = places, run.exit
    return out


def tables(rng, rows, files, hostile):
    """[(file, bytes)], the rows as they stand in them and (file, line) of each."""
    made, told, places = [], [], []
    for k, part in enumerate(parts(rng, rows, files)):
        kinds = ["csv", "csv", "gzip", "gb18030"] if any(r.get("wide") for r in part) else ["csv", "xlsx", "gzip", "gb18030", "jsonl"]
        table = Table(rng, rng.choice(kinds) if files > 1 else "csv", hostile=hostile, header_unit=False)
        data, seen = table.write(part)
        name = f"数据{k}{table.suffix()}"
        made.append((name, data))
        told += seen
        places += [(name, r["line"]) for r in seen]
    return made, told, places


def one(pgl, seed, projects, count, full, say):
    rng = random.Random(seed * 1000003 + count)
    program = Maker(rng).program(projects, 3)
    probe = Run(program)
    rows = Rows(rng, probe, hostile=0.03, bad=0.01).make(count)
    wrong, runs = [], 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)

        def go(label, files, run, want, places, options):
            nonlocal runs
            write(folder, program, files)
            done = run_pgl(tuned(pgl), folder, [n for n, _ in files], None, options)
            runs += 1
            for line in against(renumber(run, places), want, *done):
                wrong.append(f"seed {seed}, {projects}×{count}, {label} {' '.join(options)}: {line}")

        files, told, places = tables(rng, rows, 1, True)
        run = Run(program)
        want = evaluate(run, told)
        for options in ways(full):
            go("one file", files, run, want, places, options)
        for n in (2, 3, 7) if full else (3,):
            again, _, where = tables(rng, rows, n, True)
            go(f"{n} files", again, run, want, where, ("-j", "2"))
        if rows:
            go("plain", *_plain(rng, rows, run, want), ("-j", "2"))
        for _ in range(2 if full else 1):
            other = list(rows)
            rng.shuffle(other)
            files, told, places = tables(rng, other, 2, True)
            run2 = Run(program)
            want2 = evaluate(run2, told)
            wrong += [f"seed {seed}: the oracle itself depends on the order: {x}" for x in drift(want, want2)]
            go("shuffled", files, run2, want2, places, ("-j", "7"))
    say(f"{projects}×{count} rows, seed {seed}: {runs} runs, {len(run.bad)} bad rows, {len(wrong)} differences")
    return runs, wrong


def province(pgl, seed, projects, count, full, say):
    """The benchmark's own rows, nearly all of which take the short way."""
    wrong = []
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        made.generate(pgl.parent, folder, projects, count, seed, 20000)
        run = Run(made.program(folder / "targets.pgl"))
        for row in made.rows(folder / "actuals.csv"):
            run.take(row)
        want = run.result()
        for options in ways(full):
            done = run_pgl(tuned(pgl), folder, ["actuals.csv"], None, options)
            wrong += [f"province {projects}×{count}, seed {seed}, {' '.join(options)}: {x}" for x in against(run, want, *done)]
    say(f"province {projects}×{count} rows, seed {seed}: {len(run.bad)} bad rows, {len(wrong)} differences")
    return wrong


def _plain(rng, rows, run, want):
    files, _, places = tables(rng, rows, 1, False)
    return files, run, want, places


def drift(a, b):
    """Where the order of rows mattered though it must not: verdicts, points, totals."""
    for kind in ("projects", "departments"):
        for x, y in zip(a[kind], b[kind]):
            if x["score"] != y["score"] or x["grade"] != y["grade"]:
                yield x["name"]
            for i, j in zip(x["indicators"], y["indicators"]):
                if (i["verdict"], i["value"], i["score"]) != (j["verdict"], j["value"], j["score"]):
                    yield x["name"] + "." + i["name"]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("pgl", type=Path)
    args.add_argument("size", nargs="*", default=["quick"])
    args.add_argument("--seeds", type=int, default=5)
    args = args.parse_args()
    full = args.size != ["quick"]
    sizes = {"quick": QUICK, "full": FULL}.get(args.size[0]) or [tuple(map(int, s.split("x"))) for s in args.size]
    failed, start = 0, time.monotonic()
    for projects, count in sizes:
        for seed in range(args.seeds):
            _, wrong = one(args.pgl.resolve(), seed, projects, count, full, lambda t: print(t, flush=True))
            failed += bool(wrong)
            print(*wrong[:8], sep="\n  ", end="\n" if wrong else "")
    provinces = PROVINCES if full else PROVINCES[:1]
    for projects, count in provinces:
        for seed in range(args.seeds):
            wrong = province(args.pgl.resolve(), seed, projects, count, full, lambda t: print(t, flush=True))
            failed += bool(wrong)
            print(*wrong[:8], sep="\n  ", end="\n" if wrong else "")
    print(f"{failed} of {(len(sizes) + len(provinces)) * args.seeds} tables differ; {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
