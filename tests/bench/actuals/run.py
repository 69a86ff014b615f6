#!/usr/bin/env python3
"""Actual values at scale, pgl against its peers on the same job: ./build.sh bench actuals [S|M|L] [options]

  --peers duckdb,polars,…   only these (default: all that are installed, of size L those that need no more memory than a
                            large machine has); --peers none: pgl alone
  --runs N                  rounds (default 5); one that takes longer than 20 s runs twice at most
  --cores 0,1               which processors (default: the first two)

The job: rows with units and mistakes in them (generate.c) into sums, averages, maxima, latest values and ratios, verdicts
and points of every indicator, one CSV of five columns. Peers start from targets prepared in their own format, with their fastest
settings, on doubles; pgl from a compiled plan and from source, exactly. All run in turn, round by round; medians are
quoted. Then every indicator of every result is compared with pgl's.
"""
import argparse
import csv
import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
PEERS = HERE / "peers"
MODULES = ROOT / "build" / "bench-peers"
COLUMNS = "project,name,verdict,actual_value,score"  # what the peers write too
WHOLE = "pgl, plan, 2 threads, all 26 columns"
SCALE = {"%": 0.01, "万元": 1e4}  # of the units that targets.pgl shows figures in
PYTHON = "/usr/bin/python3"  # Debian's, which sees Debian's pandas


def has_module(name):
    return (MODULES / "node_modules" / name).exists() and shutil.which("node")


def has_pandas():
    return subprocess.run([PYTHON, "-c", "import pandas"], capture_output=True).returncode == 0


def node(name):
    return ["node", str(MODULES / (name + ".mjs"))]


# name: (installed?, command before prepare|run DIR OUT THREADS, where it comes from)
ALL = {
    "duckdb": (lambda: has_module("@duckdb/node-api"), node("duckdb"), "npm @duckdb/node-api"),
    "polars": (lambda: has_module("nodejs-polars-linux-x64-gnu"), node("polars"), "npm nodejs-polars"),
    "clickhouse": (lambda: has_module("@chdb"), node("clickhouse"), "npm chdb"),
    "data.table": (lambda: shutil.which("Rscript"), ["Rscript", str(PEERS / "datatable.R")], "Debian r-cran-data.table"),
    "pandas": (has_pandas, [PYTHON, str(PEERS / "pandas_peer.py")], "Debian python3-pandas"),
    "mawk": (lambda: shutil.which("mawk"), [str(PEERS / "mawk.sh")], "Debian mawk"),
    "postgresql": (lambda: list(Path("/usr/lib/postgresql").glob("*/bin/initdb")), [str(PEERS / "postgresql.sh")],
                   "Debian postgresql"),
    "sqlite": (lambda: shutil.which("sqlite3"), [str(PEERS / "sqlite.sh")], "Debian sqlite3"),
    "miller": (lambda: shutil.which("mlr"), [str(PEERS / "miller.sh")], "Debian miller"),
}


def data(build, size):
    folder = ROOT / "build" / "bench" / ("actuals-" + size)
    generate = build / "tests" / "bench" / "generate"
    done = folder / "counts.csv"
    if not done.exists() or done.stat().st_mtime < generate.stat().st_mtime:
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([generate, folder, size], check=True)
    return folder


class Job:
    def __init__(self, name, command, out, peer=None):
        self.name, self.command, self.out, self.peer = name, [str(c) for c in command], out, peer
        self.seconds, self.memory, self.said, self.failed = [], 0, "", None

    def run(self, cores, count):
        Path(self.out).unlink(missing_ok=True)
        env = dict(os.environ, POLARS_MAX_THREADS="2", NODE_NO_WARNINGS="1")
        with tempfile.NamedTemporaryFile() as note:
            start = time.perf_counter()
            done = subprocess.run(["taskset", "-c", cores, "/usr/bin/time", "-f", "%M", "-o", note.name, *self.command],
                                  stdin=subprocess.DEVNULL, capture_output=True, env=env)
            seconds = time.perf_counter() - start
            peak = int(note.read().split()[-1]) * 1024
        self.said = done.stdout.decode("utf-8", "replace")
        if done.returncode not in (0, 1) or not Path(self.out).exists():
            self.failed = "ended with %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace").strip()[-300:])
            return
        for line in self.said.splitlines():  # a server's own memory
            if line.startswith("memory "):
                peak = max(peak, int(line.split()[1]) * 1024)
        self.memory = max(self.memory, peak)
        if count:
            self.seconds.append(seconds)
        self.last = seconds

    @property
    def median(self):
        return statistics.median(self.seconds or [self.last])


def pgl_jobs(pgl, folder):
    targets, actuals = folder / "targets.pgl", folder / "actuals.csv"
    tuned = Path(pgl).parent / "tests" / "bench" / "pgl_tuned"
    all_columns = ["--actuals", actuals, "--skip-bad-rows", "--quiet", "--format", "csv", "-o"]
    tail = ["--columns", COLUMNS, *all_columns]
    jobs, plan = [], folder / "targets.plan"
    subprocess.run([pgl, "compile", targets, "-o", plan], check=True, capture_output=True)
    for n in (2, 1):
        out = folder / f"pgl-plan-{n}.csv"
        jobs.append(Job(f"pgl, plan, {n} thread{'s' * (n > 1)}", [pgl, "eval", plan, "-j", n, *tail, out], out))
    out = folder / "pgl-plan-all.csv"
    jobs.append(Job(WHOLE, [pgl, "eval", plan, "-j", 2, *all_columns, out], out))
    for twin in ("avx512", "avx2", "portable"):
        out = folder / f"pgl-{twin}.csv"
        jobs.append(Job(f"pgl, plan, 2 threads, {twin}", [tuned, "eval", plan, "-j", 2, "--simd", twin, *tail, out], out))
    for n in (2, 1):
        out = folder / f"pgl-source-{n}.csv"
        jobs.append(Job(f"pgl, source, {n} thread{'s' * (n > 1)}", [pgl, "eval", targets, "-j", n, *tail, out], out))
    return jobs


def peer_jobs(names, folder):
    jobs = []
    if MODULES.exists():
        for f in PEERS.glob("*.mjs"):
            shutil.copy(f, MODULES / f.name)
    for name in names:
        installed, command, source = ALL[name]
        if not installed():
            print(f"not installed: {name} ({source})")
            continue
        out = folder / f"{name}.csv"
        done = subprocess.run([*command, "prepare", folder, out, "2"], capture_output=True)
        if done.returncode:
            print(f"not prepared: {name}: {done.stderr.decode()[-300:]}")
            continue
        jobs.append(Job(name, [*command, "run", folder, out, "2"], out, name))
    return jobs


def phases(jobs, cores, rounds):
    """What --stats tells of pgl's runs, medians: where the time goes, and what threads and twins bring."""
    told = {}
    for _ in range(rounds):
        for job in jobs:
            done = subprocess.run(["taskset", "-c", cores, *job.command, "--stats", "--lang", "en"], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True)
            for name, seconds in re.findall(r"^(\w[\w ]*?) +([\d.]+) s$", done.stderr, re.M):
                told.setdefault(job.name, {}).setdefault(name, []).append(float(seconds))
    names = list(dict.fromkeys(n for t in told.values() for n in t))
    if not names:
        return
    print("\nphases (--stats), seconds")
    rows = [[""] + names] + [[job] + ["%.3f" % statistics.median(t[n]) if n in t else "–" for n in names] for job, t in told.items()]
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))))


# ---- agreement -------------------------------------------------------------------------------------


def pgl_results(path):
    out = {}
    with open(path, encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            value = float(r["actual_value"]) * SCALE.get(r["unit"], 1) if r["actual_value"] else None
            out[r["project"], r["name"]] = r["verdict"], value, float(r["score"]) if r["score"] else None
    return out


def chosen(path):
    """The five columns of the whole CSV, written as pgl writes them."""
    out = io.StringIO()
    with open(path, encoding="utf-8", newline="") as f:
        rows = csv.DictWriter(out, COLUMNS.split(","), extrasaction="ignore", lineterminator="\n")
        rows.writeheader()
        rows.writerows(csv.DictReader(f))
    return out.getvalue().encode()


def agree(jobs, folder):
    """Each result against pgl's from source on one thread; peers' against the whole CSV, which has the units."""
    base = next(j for j in jobs if j.name.startswith("pgl, source, 1"))
    whole = next(j for j in jobs if j.name == WHOLE)
    exact = pgl_results(whole.out)
    with open(folder / "targets.csv", encoding="utf-8", newline="") as f:
        goal = {(r["project"], r["indicator"]): float(r["target"]) for r in csv.DictReader(f)}
    print(f"\n{len(exact)} indicators; against exact results")
    for job in jobs:
        if job.failed or job is base:
            continue
        if job.peer is None:
            same = (chosen(job.out) if job is whole else Path(job.out).read_bytes()) == Path(base.out).read_bytes()
            print(f"  {job.name}: {'the same bytes' if same else 'OTHER BYTES'}")
            continue
        seen, flips, rounding, wrong, first = 0, 0, 0, 0, None
        with open(job.out, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                key = r["project"], r["indicator"]
                verdict, value, points = exact[key]
                seen += 1
                got = float(r["actual"]) if r["actual"] else None
                if (got is None) != (value is None) or got is not None and abs(got - value) > 1e-9 * max(1e-9, abs(value)):
                    wrong, first = wrong + 1, first or (key, r, exact[key])
                elif r["verdict"] != verdict:
                    if value is not None and abs(value - goal[key]) <= 1e-9 * abs(goal[key]):
                        flips += 1
                    else:
                        wrong, first = wrong + 1, first or (key, r, exact[key])
                elif points is not None and abs(float(r["points"]) - points) > 1e-6:
                    if abs(float(r["points"]) - points) < 0.010001:
                        rounding += 1
                    else:
                        wrong, first = wrong + 1, first or (key, r, exact[key])
        missing = len(exact) - seen
        print(f"  {job.name}: {seen} compared, {flips} verdicts turned where the value equals its target exactly, "
              f"{rounding} points another cent, {wrong} wrong, {missing} missing")
        if first:
            print("    first:", *first)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("build", type=Path)
    args.add_argument("size", nargs="?", default="M", choices=["S", "M", "L"])
    args.add_argument("--peers")
    args.add_argument("--runs", type=int, default=5)
    args.add_argument("--cores", default="0,1")
    args = args.parse_args()
    pgl = str(args.build.resolve() / "pgl")
    folder = data(args.build.resolve(), args.size)
    counts = dict(csv.reader(open(folder / "counts.csv", encoding="utf-8")))
    print(f"{counts['projects']} projects, {counts['indicators']} indicators, {counts['rows']} rows, "
          f"{int(counts['bytes']) / 1e6:.0f} MB, {counts['bad']} bad rows; processors {args.cores}\n")
    wanted = args.peers or ("duckdb,clickhouse,polars,mawk" if args.size == "L" else ",".join(ALL))
    names = [n for n in wanted.split(",") if n in ALL]
    jobs = pgl_jobs(pgl, folder) + peer_jobs(names, folder)
    try:
        with open(folder / "actuals.csv", "rb") as f:
            while f.read(1 << 24):
                pass
        for turn in range(args.runs + 1):  # the first does not count
            for job in jobs:
                if job.failed or (turn > 1 and job.last > 20):
                    continue
                job.run(args.cores, turn > 0)
                if job.failed:
                    print(f"{job.name} failed: {job.failed}")
        jobs = [j for j in jobs if not j.failed]
        duck = next((j.median for j in jobs if j.peer == "duckdb"), None)
        rows = [("", "s", "× DuckDB", "MB/s", "peak MiB", "bad rows", "runs")]
        for j in jobs:
            bad = next((x.split()[1] for x in j.said.splitlines() if x.startswith("bad ")), "")
            rows.append((j.name, "%.3f" % j.median, "%.2f" % (duck / j.median) if duck else "–",
                         "%.0f" % (int(counts["bytes"]) / 1e6 / j.median), "%.0f" % (j.memory / 2**20), bad, str(len(j.seconds))))
        widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
        for r in rows:
            print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))))
        phases([j for j in jobs if j.peer is None], args.cores, args.runs)
        agree(jobs, folder)
    finally:
        if "postgresql" in names:
            subprocess.run([PEERS / "postgresql.sh", "stop", folder], capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
