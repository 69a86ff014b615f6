"""What goes wrong outside: each time a message, exit 2 and no partial output.  usage: test_faults.py BUILD"""
import gzip
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PGL = Path(sys.argv[1]).resolve() / "pgl"
PROGRAM = """年度 2021
项目 甲 {
  预算 10万元
  数据 面积: 累计 平方米
  产出指标 { 数量指标 整治面积 ≥ 1平方米 取值 面积 }
}
"""
ENV = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def run(folder, *args, stdin=b"", timeout=60, **more):
    """pgl eval of the program in this folder, its result to OUT."""
    done = subprocess.run([PGL, "eval", "甲.pgl", *args], cwd=folder, input=stdin, capture_output=True, timeout=timeout,
                          env={**ENV, **more})
    return done.returncode, done.stderr.decode("utf-8", "replace"), done.stdout


def fails(folder, code, *args, **how):
    """Ends with 2 and this finding; writes nothing."""
    out = Path(folder) / "结果.json"
    status, err, printed = run(folder, *args, "-o", out.name, **how)
    assert status == 2, f"exit {status}: {err}"
    assert code in err, f"no {code}: {err}"
    assert not out.exists() and not printed, "a partial result was written"
    left = [p.name for p in Path(folder).iterdir() if "结果" in p.name]
    assert not left, f"left behind: {left}"


def unreadable(folder):
    fails(folder, "E0760", "--actuals", "/proc/self/mem")


def is_static():
    return b"not a dynamic executable" in subprocess.run(["ldd", PGL], capture_output=True).stderr


def library_missing(folder):
    """Something else stands where the library should be: the package to install is named."""
    (Path(folder) / "a.csv.zst").write_bytes(bytes.fromhex("28b52ffd04000000"))
    (Path(folder) / "lib").mkdir()
    (Path(folder) / "lib" / "libzstd.so.1").write_text("no library")
    code = "E0764" if is_static() else "E0763"
    fails(folder, code, "--actuals", "a.csv.zst", LD_LIBRARY_PATH=str(Path(folder) / "lib"))


def cut_stream(folder):
    """A packed file cut at any byte."""
    whole = gzip.compress("指标,数值\n面积,12平方米\n".encode())
    for n in range(2, len(whole)):
        (Path(folder) / "a.csv.gz").write_bytes(whole[:n])
        fails(folder, "E0762", "--actuals", "a.csv.gz")


def too_big(folder):
    """A sparse file that pretends to be a huge old workbook."""
    with open(Path(folder) / "a.xls", "wb") as f:
        f.write(b"\xd0\xcf\x11\xe0")
        f.truncate(5 << 30)
    fails(folder, "E0765", "--actuals", "a.xls")


def full_disk(folder):
    """Whatever is written to /dev/full fails: told, and 2."""
    (Path(folder) / "a.csv").write_text("指标,数值\n面积,12平方米\n", encoding="utf-8")
    for form in ("json", "csv", "table"):
        code, err, _ = run(folder, "--actuals", "a.csv", "--format", form, "-o", "/dev/full")
        assert code == 2 and "磁盘已满" in err, f"{form}: {code} {err}"


def endless_cell(folder):
    """A quote that is never closed: the row is told by its first byte before it fills the memory."""
    with open(Path(folder) / "a.csv", "wb") as f:
        f.write("指标,数值\n面积,12平方米\n面积,\"".encode() + b"9" * 100_000_000)
    fails(folder, "E0790", "--actuals", "a.csv")


def long_values(folder):
    """A value of a million digits is a bad row; cells of 100 MB are no row."""
    data = Path(folder) / "a.csv"
    data.write_text("指标,数值\n面积," + "9" * 1_000_000 + "平方米\n", encoding="utf-8")
    code, err, _ = run(folder, "--actuals", "a.csv")
    assert code == 2 and "E0721" in err and "a.csv:2:2" in err, f"{code} {err}"
    data.write_text("指标,数值\n面积," + "1" * 10_000 + "平方米\n", encoding="utf-8")
    code, err, out = run(folder, "--actuals", "a.csv", "--format", "csv")
    assert code == 0 and "1" * 10_000 in out.decode(), f"{code} {err}"  # exact, however long
    for quote in ('"', ""):
        with open(data, "w", encoding="utf-8") as f:
            f.write("指标,数值\n面积," + quote)
            for _ in range(100):
                f.write("9" * 1_000_000)
            f.write(quote + "\n")
        fails(folder, "E0790", "--actuals", "a.csv")
    with open(data, "w", encoding="utf-8") as f:
        f.write('指标,数值\n面积,"12')
    fails(folder, "E0705", "--actuals", "a.csv")


def same_in_two_kinds(folder):
    """No fault, but a trap: the rows of a file and of its packed copy are told, and both count."""
    rows = "指标,数值\n" + "".join(f"面积,{i}平方米\n" for i in range(3000))
    (Path(folder) / "a.csv").write_text(rows, encoding="utf-8")
    (Path(folder) / "b.csv.gz").write_bytes(gzip.compress(rows.encode()))
    (Path(folder) / "c.csv.gz").write_bytes(gzip.compress(rows.replace("面积,7平", "面积,8平").encode()))
    _, err, _ = run(folder, "--actuals", "a.csv", "--actuals", "b.csv.gz", "--actuals", "c.csv.gz")
    assert err.count("W0779") == 1 and "b.csv.gz" in err, err


def changing(folder):
    """Rows are added while the file is read: at least one comes between opening and closing."""
    path = Path(folder) / "台账.csv"
    path.write_text("指标,数值\n" + "面积,1平方米\n" * 1_000_000, encoding="utf-8")
    done = threading.Event()

    def add():
        with open(path, "a", encoding="utf-8") as f:
            while not done.is_set():
                f.write("面积,1平方米\n")
                f.flush()
                done.wait(0.001)

    writer = threading.Thread(target=add)
    writer.start()
    try:
        fails(folder, "E0761", "--actuals", path.name)
    finally:
        done.set()
        writer.join()


def main():
    passed = failed = 0
    for name, test in list(globals().items()):
        if not callable(test) or test in (run, fails, main, is_static) or getattr(test, "__module__", "") != "__main__":
            continue
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "甲.pgl").write_text(PROGRAM, encoding="utf-8")
            try:
                test(folder)
                passed += 1
            except (AssertionError, OSError, subprocess.TimeoutExpired) as why:
                failed += 1
                print(f"{name}: {why}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
