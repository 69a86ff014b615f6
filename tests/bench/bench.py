#!/usr/bin/env python3
"""Measures pgl against the marks it has set itself.  usage: bench.py BUILD [PROJECTS]

Speed and memory of `pgl check` on a generated portfolio (one file, and a thousand), against `luac5.4 -p` on the
same facts; growth with size; start-up against sqlite3; size of the program. Each figure is the best of several
runs, in wall time and peak resident memory as the kernel counts them. Ends with `N passed, N failed`.
"""
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import portfolio

ROOT = Path(__file__).resolve().parent.parent.parent
MIB = 1 << 20


def run_once(args):
    """(seconds, peak bytes, exit code) of one run; output goes nowhere."""
    start = time.perf_counter()
    null = os.open(os.devnull, os.O_RDWR)
    pid = os.posix_spawn(args[0], args, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
    os.close(null)
    _, status, usage = os.wait4(pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)


def best(args, times=5):
    runs = [run_once([shutil.which(str(args[0])) or str(args[0]), *map(str, args[1:])]) for _ in range(times)]
    if any(code not in (0, 1) for _, _, code in runs):
        sys.exit(f"bench: {' '.join(map(str, args))} exits with {runs[0][2]}")
    return min(r[0] for r in runs), min(r[1] for r in runs)


class Marks:
    def __init__(self):
        self.passed = self.failed = 0

    def say(self, what, value, mark, good):
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        print(f"{'ok  ' if good else 'MISS'} {what:<46} {value:>14}   mark {mark}", flush=True)


def made(folder, name, write):
    path = folder / name
    if not path.exists():
        print(f"     writing {name}", flush=True)
        write(path)
    return path


def size(path):
    return sum(f.stat().st_size for f in path.rglob("*.pgl")) if path.is_dir() else path.stat().st_size


def speed(marks, pgl, folder, n):
    one = made(folder, f"{n}.pgl", lambda p: portfolio.write_pgl(p, 0, n, "示例部门"))
    many = made(folder, f"{n}-files", lambda p: portfolio.write_folder(p, n, 1000))
    lua = made(folder, f"{n}.lua", lambda p: portfolio.write_lua(p, n))
    small = made(folder, "1000.pgl", lambda p: portfolio.write_pgl(p, 0, 1000, "示例部门"))
    double = made(folder, f"{2 * n}.pgl", lambda p: portfolio.write_pgl(p, 0, 2 * n, "示例部门"))
    lua_time, _ = best(["luac5.4", "-p", lua], 3)
    lua_rate = size(lua) / lua_time
    print(f"     luac5.4 -p: {lua_rate / 1e6:.0f} MB/s on {size(lua) / 1e6:.0f} MB", flush=True)
    for what, path in (("one file", one), ("1000 files", many)):
        seconds, peak = best([pgl, "check", "--quiet", path], 3)
        rate = size(path) / seconds
        marks.say(f"check, {what}: MB/s", f"{rate / 1e6:.0f}", f">= 3 x luac = {3 * lua_rate / 1e6:.0f}",
                  rate >= 3 * lua_rate)
        marks.say(f"check, {what}: memory per byte", f"{peak / size(path):.2f}", "<= 2.5", peak <= 2.5 * size(path))
    per_byte = {path: best([pgl, "check", "--quiet", path], 20 if path is small else 3)[0] / size(path)
                for path in (small, double)}
    growth = per_byte[double] / per_byte[small]
    marks.say(f"time per byte, {2 * n} projects to 1000", f"{growth:.2f}", "<= 1.2", growth <= 1.2)


def start(marks, pgl):
    """A small program's whole run, against sqlite3's."""
    example = ROOT / "examples" / "gaoxin-2021"
    sqlite, _ = best(["sqlite3", ":memory:", "select 1"], 100)
    for what, args in (("check", ["check", example]),
                       ("eval", ["eval", example, "--actuals", example / "actuals.csv"])):
        seconds, peak = best([pgl, *args], 100)
        marks.say(f"pgl {what} of gaoxin-2021: ms", f"{seconds * 1e3:.2f}", f"<= sqlite3 = {sqlite * 1e3:.2f}",
                  seconds <= sqlite)
        marks.say(f"pgl {what} of gaoxin-2021: MiB", f"{peak / MIB:.1f}", "<= 4", peak <= 4 * MIB)


def program_size(marks, pgl, folder):
    stripped = folder / "pgl.stripped"
    subprocess.run(["strip", "-o", str(stripped), str(pgl)], check=True)
    marks.say("stripped program: KB", f"{stripped.stat().st_size / 1e3:.0f}", "< 2000",
              stripped.stat().st_size < 2_000_000)


def main():
    build = Path(sys.argv[1]).resolve()
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    folder = build / "bench"
    folder.mkdir(exist_ok=True)
    marks = Marks()
    program_size(marks, build / "pgl", folder)
    start(marks, build / "pgl")
    speed(marks, build / "pgl", folder, n)
    print(f"{marks.passed} passed, {marks.failed} failed")
    return 1 if marks.failed else 0


sys.exit(main())
