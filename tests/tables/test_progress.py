"""The line that a long run shows on a terminal, and when there is none.  usage: test_progress.py BUILD"""
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "formats"))
from _harness import ENV, PGL, run_tests  # noqa: E402

PROGRAM = "年度 2021\n项目 甲 {\n  数据 面积: 累计 平方米\n  产出指标 { 数量指标 整治面积 ≥ 1平方米 取值 面积 }\n}\n"
ROWS = ("面积,1平方米\n" * 50_000).encode()  # more than a stretch, so that each is read at once
LINE = re.compile(r"\r\x1b\[K已读 ([0-9.]+) MB，每秒 [0-9.]+ [KM]?B")


def slow(f, *args, seconds=1.5, terminal=True):
    """(what stderr got, with the second it came in; exit code) while rows trickle in through a pipe."""
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    fifo = f / "a.fifo"
    if not fifo.exists():
        os.mkfifo(fifo)
    ours, theirs = pty.openpty() if terminal else os.pipe()
    run = subprocess.Popen([PGL, "eval", "p.pgl", "-a", "a.fifo", "-o", "/dev/null", *args], cwd=f, env={**ENV, "TERM": "xterm"},
                           stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    got = []
    with open(fifo, "wb") as pipe:
        begun = time.monotonic()
        pipe.write("指标,数值\n".encode())
        while time.monotonic() - begun < seconds:
            pipe.write(ROWS)
            pipe.flush()
            time.sleep(0.1)
            while select.select([ours], [], [], 0)[0]:
                piece = os.read(ours, 65536)
                if not piece:
                    break
                got.append((time.monotonic() - begun, piece.decode("utf-8", "replace")))
    code = run.wait(60)
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # a terminal whose other side is closed
            break
        if not piece:
            break
        got.append((time.monotonic() - begun, piece.decode("utf-8", "replace")))
    os.close(ours)
    told = "".join(piece for _, piece in got)
    assert code == 0, f"exit {code}: {told[:300]}"
    return told, got


def t_shown_and_erased(f):
    told, got = slow(f, seconds=2)
    seen = LINE.findall(told)
    assert len(seen) >= 2, f"shown {len(seen)} times: {told!r}"
    assert got[0][0] >= 0.9, f"shown after {got[0][0]:.2f} s already"
    assert [float(n) for n in seen] == sorted(map(float, seen)) and float(seen[0]) < float(seen[-1]), seen
    assert told.endswith("\r\x1b[K") and "\n" not in told, f"not taken away: {told[-80:]!r}"


def t_not_of_a_short_run(f):
    assert slow(f, seconds=0.3)[0] == ""


def t_quiet(f):
    assert slow(f, "--quiet")[0] == ""


def t_no_terminal(f):
    assert slow(f, terminal=False)[0] == ""


if __name__ == "__main__":
    run_tests(globals())
