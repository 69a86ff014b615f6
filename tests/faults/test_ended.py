"""Runs that are ended from outside: by Ctrl-C, by SIGTERM, by SIGKILL; while they wait for actual values and while they write.
Nothing stays beside the target, which is as it was before.  usage: test_ended.py BUILD
"""
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "formats"))
from _harness import ENV, PGL, run_tests  # noqa: E402

PROGRAM = """年度 2021
项目 甲 {
  数据 面积: 累计 平方米
  产出指标 { 数量指标 整治面积 ≥ 1平方米 取值 面积 }
}
"""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)


def start(f, *args):
    """In a session of its own, with signals as a shell gives them (a runner in the background may ignore SIGINT)."""
    def plain():
        for s in SIGNALS[:-1]:
            signal.signal(s, signal.SIG_DFL)
    return subprocess.Popen([PGL, "eval", "p.pgl", *args], cwd=f, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            start_new_session=True, preexec_fn=plain)


def names(f):
    return sorted(p.name for p in f.iterdir())


def nameless(f):
    """Whether this file system has files without a name: what the promise stands on."""
    try:
        os.close(os.open(f, os.O_TMPFILE | os.O_WRONLY))
        return True
    except OSError:
        return False


def ended(run, s):
    if run.poll() is None:
        os.killpg(run.pid, s)
    _, err = run.communicate(timeout=60)
    return run.returncode, err.decode("utf-8", "replace")


def t_waiting(f):
    """On a pipe that gives a few rows, good and bad, and no end."""
    if not nameless(f):
        return "skipped: no files without a name here"
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    for name in ("out.csv", "bad.csv"):
        (f / name).write_text("before\n")
    os.mkfifo(f / "a.fifo")
    before = names(f)
    for s in SIGNALS:
        run = start(f, "-a", "a.fifo", "--skip-bad-rows", "-o", "out.csv", "--bad-rows", "bad.csv")
        with open(f / "a.fifo", "w", encoding="utf-8") as pipe:  # opens when it is opened there
            pipe.write("指标,数值\n" + "面积,1平方米\n面积,1吨\n" * 50_000)  # more than a pipe holds: it reads
            pipe.flush()
            assert run.poll() is None
            code, err = ended(run, s)
        assert code == -s, f"{s.name}: exit {code}: {err[:300]}"
        assert names(f) == before, f"{s.name}: left {set(names(f)) - set(before)}"
        assert all((f / name).read_text() == "before\n" for name in ("out.csv", "bad.csv")), s.name
    return None


def t_writing(f):
    """At any moment of a run that takes its time to write: the old file or the new one, whole, and nothing else. (SIGKILL could
    come between the two names of a file that is put into place.)"""
    if not nameless(f):
        return "skipped: no files without a name here"
    parts = "".join(f"项目 甲{i} {{ 产出指标 {{ 数量指标 面积 ≥ 1平方米 }} }}\n" for i in range(3000))
    (f / "p.pgl").write_text("年度 2021\n" + parts, encoding="utf-8")
    (f / "a.csv").write_text("项目,指标,数值\n" + "".join(f"甲{i},{'面积' if i % 9 else '无'},{i}平方米\n" for i in range(3000)),
                             encoding="utf-8")
    for name in ("out.csv", "out.json", "out.xlsx"):
        args = ("-a", "a.csv", "--skip-bad-rows", "-o", name, "--bad-rows", "bad.csv")
        begun = time.monotonic()
        run = start(f, *args)
        _, err = run.communicate(timeout=100)
        takes = time.monotonic() - begun
        if name == "out.xlsx" and not (f / name).exists():
            assert "lib" in err.decode(), err.decode()[:300]
            continue
        whole, before = (f / name).read_bytes(), names(f)
        died = 0
        for i in range(12):
            (f / name).write_bytes(b"before")
            run = start(f, *args)
            time.sleep(takes * random.Random(i).uniform(0.2, 0.95))
            code, err = ended(run, SIGNALS[i % 3])
            died += code < 0
            is_now = (f / name).read_bytes()
            whole_now = is_now == b"before" or (is_now == whole if name != "out.xlsx" else is_now[:2] == b"PK")
            assert whole_now, f"{name}: {len(is_now)} bytes of {len(whole)}, exit {code}"
            assert names(f) == before, f"{name}: left {set(names(f)) ^ set(before)}, exit {code}"
        assert died, f"{name}: no run was ended before its time"
    return None


if __name__ == "__main__":
    run_tests(globals())
