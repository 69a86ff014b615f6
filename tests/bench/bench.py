#!/usr/bin/env python3
"""Speed, memory and size, as ratios against peers in the same run: ./build.sh bench [check|start|lsp|all]

Runs alternate (A B A B …), medians are quoted; a peer that is not installed is listed as such. Nothing here
decides anything: the figures are for docs/performance.md and the reader.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lsp as language_server

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def once(command):
    """Wall seconds of one run, output thrown away."""
    start = time.perf_counter()
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    seconds = time.perf_counter() - start
    if code not in (0, 1):
        raise SystemExit("%s ended with %d" % (" ".join(map(str, command)), code))
    return seconds


def memory(command):
    """Peak resident bytes of one run. GNU time starts it: a child of this process would begin with its size."""
    with tempfile.NamedTemporaryFile() as note:
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", note.name, *map(str, command)],
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(note.read().split()[-1]) * 1024


def paired(commands, runs):
    """Each command in turn, `runs` rounds after one that does not count; medians by name."""
    seen = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            figure = once(command)
            if turn:
                seen[name].append(figure)
    return {name: (statistics.median(fs), memory(commands[name])) for name, fs in seen.items()}


def portfolio(work, projects, files=0):
    out = work / ("portfolio-%d" % projects)
    if not (out / "portfolio.json").exists():
        extra = ["--files", str(files)] if files else []
        subprocess.run([sys.executable, HERE / "portfolio.py", str(projects), out, *extra], check=True)
    return out


def table(rows, heads):
    widths = [max(len(str(r[i])) for r in [heads] + rows) for i in range(len(heads))]
    for r in [heads] + rows:
        print("  ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(r, widths))))
    print()


def check(pgl, work, runs):
    print("pgl check, types and lints; throughput per input byte, peak memory per input byte\n")
    big = portfolio(work, 100000, 1000)
    split = str(big / "split")
    jobs = {
        "pgl, 1 file, 2 threads": ([pgl, "check", "-j", "2", big / "portfolio.pgl"], big / "portfolio.pgl"),
        "pgl, 1 file, 1 thread": ([pgl, "check", "-j", "1", big / "portfolio.pgl"], big / "portfolio.pgl"),
        "pgl, 1000 files, 2 threads": ([pgl, "check", "-j", "2", split], big / "portfolio.pgl"),
    }
    if shutil.which("luac5.4"):
        jobs["luac5.4 -p"] = (["luac5.4", "-p", big / "portfolio.lua"], big / "portfolio.lua")
    if shutil.which("node"):
        read = "JSON.parse(require('fs').readFileSync(process.argv[1],'utf8'))"
        jobs["node JSON.parse"] = (["node", "--max-old-space-size=8192", "-e", read, big / "portfolio.json"], big / "portfolio.json")
    for peer in ("luac5.4", "node"):
        if not shutil.which(peer):
            print("not installed:", peer)
    figures = paired({name: command for name, (command, _) in jobs.items()}, runs)
    base = figures.get("luac5.4 -p")
    rows = []
    for name, (command, path) in jobs.items():
        seconds, memory = figures[name]
        size = path.stat().st_size
        lua = base[0] / (big / "portfolio.lua").stat().st_size if base else None
        ratio = "%.2f" % (lua / (seconds / size)) if lua else "–"
        rows.append((name, "%.1f" % (size / 1e6), "%.3f" % seconds, "%.0f" % (size / 1e6 / seconds), ratio, "%.2f" % (memory / size)))
    table(rows, ("command", "MB", "s", "MB/s", "× luac", "bytes/byte"))

    print("time per byte by size (2 threads), against 1 000 projects\n")
    sizes, rows = (1000, 10000, 100000, 200000), []
    commands = {n: [pgl, "check", "-j", "2", portfolio(work, n, 1000 if n == 100000 else 0) / "portfolio.pgl"] for n in sizes}
    figures = paired(commands, runs)
    per = {n: figures[n][0] / (work / ("portfolio-%d" % n) / "portfolio.pgl").stat().st_size for n in sizes}
    for n in sizes:
        rows.append((n, "%.4f" % figures[n][0], "%.3f" % (per[n] * 1e9), "%.2f" % (per[n] / per[1000])))
    table(rows, ("projects", "s", "ns/byte", "× at 1 000"))


def start(pgl, work, runs):
    print("start-up and size\n")
    runs *= 6
    gaoxin, small = ROOT / "examples" / "gaoxin-2021", ROOT / "tests" / "bench" / "small"
    commands = {
        "pgl check gaoxin-2021": [pgl, "check", gaoxin],
        "pgl eval, small": [pgl, "eval", small / "target.pgl", "--actuals", small / "actuals.csv"],
        "sqlite3 :memory: 'select 1'": ["sqlite3", ":memory:", "select 1"],
        "luac5.4 -v": ["luac5.4", "-v"],
    }
    for name in [n for n, c in commands.items() if not shutil.which(str(c[0]))]:
        print("not installed:", commands.pop(name)[0])
    figures = paired(commands, runs)
    rows = [(n, "%.2f" % (s * 1e3), "%.2f" % (m / 2**20)) for n, (s, m) in figures.items()]
    table(rows, ("command", "ms", "MiB"))
    stripped = work / "pgl-stripped"
    subprocess.run(["strip", "-o", stripped, pgl], check=True)
    print("stripped binary: %.3f MB\n" % (stripped.stat().st_size / 1e6))


def plan(pgl, work, runs):
    """Targets alone: from sources, to a plan, from a plan; 800 000 rows of results. Actual values: bench actuals."""
    print("100 000 projects, 2 threads; results of 800 000 indicators\n")
    source, compiled, out = portfolio(work, 100000, 1000) / "portfolio.pgl", work / "portfolio.plan", work / "result"
    small = work / "small.plan"
    subprocess.run([pgl, "compile", source, "-o", compiled], check=True)
    subprocess.run([pgl, "compile", ROOT / "tests" / "bench" / "small" / "target.pgl", "-o", small], check=True)
    quiet = ["bash", "-c", '"$0" "$@" 2>/dev/null; [ $? -le 2 ]', pgl]  # 2: no indicator has data
    commands = {
        "open a plan, nothing else": [*quiet, "test", compiled],
        "open a small plan": [*quiet, "test", small],
        "check": [*quiet, "check", "-j", "2", source],
        "compile": [*quiet, "compile", "-j", "2", source, "-o", work / "again.plan"],
    }
    for form in ("csv", "jsonl", "json"):
        for name, path in (("plan", compiled), ("sources", source)):
            commands["eval, %s to %s" % (name, form)] = [*quiet, "eval", path, "-j", "2", "--format", form, "-o", "%s.%s" % (out, form)]
    figures = paired(commands, runs)
    table([(n, "%.3f" % s, "%.0f" % (m / 2**20)) for n, (s, m) in figures.items()], ("command", "s", "MiB"))
    print("plan: %.1f MB, sources: %.1f MB\n" % (compiled.stat().st_size / 1e6, source.stat().st_size / 1e6))


def lsp(pgl, work, runs):
    language_server.run(pgl, lambda projects: portfolio(work, projects), table)


def main():
    build = (ROOT / sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build" / "release"
    what = sys.argv[2] if len(sys.argv) > 2 else "all"
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    work = ROOT / "build" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    print("%d processors; medians of %d alternating runs\n" % (os.cpu_count(), runs))
    for name, job in (("start", start), ("check", check), ("plan", plan), ("lsp", lsp)):
        if what in (name, "all"):
            job(str(build / "pgl"), work, runs)


main()
