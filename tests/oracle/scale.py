#!/usr/bin/env python3
"""Results at scale against the oracle: to the last digit, every bad row at its line, for any number of threads, any
chunk, any split into files, any order of rows.  scale.py PGL [quick|full|SIZE…] [--seeds N]

A size is PROJECTS×ROWS. One table a seed; the oracle reads it once, and once more where the order is another. Of a table
with more than DIFFERENT rows each of these is read once and counted as often as it stands there.
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
from tables import HEADERS, Table  # noqa: E402

QUICK = [(3, 400), (20, 2000), (60, 6000)]
PROVINCES = [(5, 1000), (500, 100000), (1000, 1000000)]
FULL = [(20, 1000), (1000, 100000), (2000, 1000000)]
DIFFERENT = 60000  # rows; of more some are alike


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


class Same:
    """Runs over the same files: what is byte for byte what was found right is right."""

    def __init__(self, pgl, folder, run, want, places):
        self.pgl, self.folder, self.want, self.right = pgl, folder, want, None
        self.run = renumber(run, places)

    def differences(self, files, options):
        done = run_pgl(self.pgl, self.folder, files, None, options)
        if done == self.right:
            return []
        wrong = against(self.run, self.want, *done)
        if not wrong:
            self.right = done
        return wrong


def evaluate(run, rows):
    for n, row in enumerate(rows):
        row["line"] = n
        run.take(row)
    return run.result()


def renumber(run, places):
    """The oracle's bad rows, numbered by row, as (file, line)."""
    if places is None:
        return run
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

        def go(label, files, run, want, places, *ways):
            nonlocal runs
            write(folder, program, files)
            same = Same(tuned(pgl), folder, run, want, places)
            for options in ways:
                runs += 1
                wrong.extend(f"seed {seed}, {projects}×{count}, {label} {' '.join(options)}: {line}"
                             for line in same.differences([n for n, _ in files], options))

        files, told, places = tables(rng, rows, 1, True)
        run = Run(program)
        want = evaluate(run, told)
        go("one file", files, run, want, places, *ways(full))
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


def large(pgl, seed, projects, count, say):
    """More rows than need to be different: the same checks, of text."""
    rng = random.Random(seed * 1000003 + count)
    program = Maker(rng).program(projects, 3)
    rows = Rows(rng, Run(program), hostile=0.03, bad=0.01).make(DIFFERENT)
    said = [Run(program)]
    said = [said[0].read({**{c: row[c].strip() for c in HEADERS}, "wide": row.get("wide"), "header_unit": ""}) for row in rows]
    wrong, runs, bad = [], 0, 0

    def check(label, order, files, hostile, *ways):
        nonlocal runs, bad
        run, made, places = Run(program), [], []
        for k, part in enumerate(parts(rng, order, files)):
            table = Table(rng, "csv" if files == 1 else rng.choice(["csv", "gzip", "gb18030"]), hostile=hostile, header_unit=False)
            data, lines = table.many(rows, part)
            name = f"数据{k}{table.suffix()}"
            made.append((name, data))
            places += [(name, line) for line in lines]
        for n, k in enumerate(order):
            got = said[k]  # an Input stands in one program's run only: by its number in the other
            run.count(got if isinstance(got, str) else (run.numbered[got[0].number], *got[1:]), n)
        want = run.result()
        bad = len(run.bad)
        with tempfile.TemporaryDirectory() as work:
            write(Path(work), program, made)
            same = Same(tuned(pgl), Path(work), run, want, places)
            for options in ways:
                runs += 1
                wrong.extend(f"seed {seed}, {projects}×{count}, {label} {' '.join(options)}: {line}"
                             for line in same.differences([n for n, _ in made], options))

    order = [rng.randrange(len(rows)) for _ in range(count)]
    all_ways = [w for w in ways(True) if "1" not in w[3:4]]
    check("one file", order, 1, True, *all_ways)
    check("plain", order, 1, False, ("-j", "1"), ("-j", "2"), ("-j", "7", "--chunk", "4096"))
    check("3 files", order, 3, True, ("-j", "2"), ("-j", "7"))
    rng.shuffle(order)
    check("7 files, shuffled", order, 7, True, ("-j", "2"), ("-j", "7"))
    say(f"{projects}×{count} rows, seed {seed}: {runs} runs, {bad} bad rows, {len(wrong)} differences")
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
        same = Same(tuned(pgl), folder, run, want, None)
        for options in ways(full):
            wrong += [f"province {projects}×{count}, seed {seed}, {' '.join(options)}: {x}"
                      for x in same.differences(["actuals.csv"], options)]
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
            def say(text):
                print(text, flush=True)
            if count > 2 * DIFFERENT:
                _, wrong = large(args.pgl.resolve(), seed, projects, count, say)
            else:
                _, wrong = one(args.pgl.resolve(), seed, projects, count, full, say)
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
