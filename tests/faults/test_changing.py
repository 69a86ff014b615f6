"""Files that change while they are read, in every format and by any number of threads; disks that fill up.
usage: test_changing.py BUILD

A change is told by its finding and exit 2, or it came before reading began or after it ended, and then the result is that of
one of the two states. Never is there a mixture, a crash or half a result.
"""
import gzip
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "formats"))
from _harness import ENV, PGL, is_static, run_tests  # noqa: E402
from _sheets import sheet, workbook  # noqa: E402

PROGRAM = """年度 2021
项目 甲 {
  数据 面积: 累计 平方米
  产出指标 { 数量指标 整治面积 ≥ 1平方米 取值 面积 }
}
"""
HEAD = ["指标", "数值", "单位", "日期", "备注"]
N = 120_000


def lines(head=",".join(HEAD), n=N):
    return head + "\n" + "面积,1,平方米,2021-06-30,城东第一小学\n" * n


def database(path):
    db = sqlite3.connect(path)
    db.execute(f"CREATE TABLE 台账 ({', '.join(HEAD)})")
    db.executemany("INSERT INTO 台账 VALUES (?, ?, ?, ?, ?)", (("面积", 1, "平方米", "2021-06-30", str(i)) for i in range(N)))
    db.commit()
    db.close()


def book(path):
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>面积</t></is></c><c r="B{r}"><v>1</v></c></row>' for r in range(2, N // 2))
    workbook(path, {"台账": sheet([HEAD[:2]]).replace("</sheetData>", rows + "</sheetData>")})


MAKE = {
    "a.csv": lambda p: p.write_text(lines(), encoding="utf-8"),
    "gb.csv": lambda p: p.write_bytes(lines().encode("gb18030")),
    "late.csv": lambda p: p.write_bytes((lines("indicator,value,unit,date,note").replace("城东第一小学", "x")).encode("gb18030")),
    "a.csv.gz": lambda p: p.write_bytes(gzip.compress("".join(f"面积,1,平方米,2021-06-30,{random.random()}\n" if i else lines(n=0)
                                                              for i in range(N)).encode(), 1)),
    "a.json": lambda p: p.write_text(json.dumps([dict(zip(HEAD, ["面积", 1, "平方米", "2021-06-30", "x"]))] * (N // 2), ensure_ascii=False)),
    "a.jsonl": lambda p: p.write_text((json.dumps(dict(zip(HEAD, ["面积", 1, "平方米", "2021-06-30", "x"])), ensure_ascii=False) + "\n") * (N // 2)),
    "a.xlsx": book,
    "a.db": database,
}


def start(f, *args):
    return subprocess.Popen([PGL, "eval", "p.pgl", *args, "-o", "out.csv", "--quiet"], cwd=f, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def change(path, way):
    """What other programs do to a file that is open elsewhere."""
    size = path.stat().st_size
    if way == "cut":
        os.truncate(path, size // 3)
    elif way == "emptied":
        os.truncate(path, 0)
    elif way == "longer":
        with open(path, "ab") as out:
            out.write(b"\n" * 100)
    else:  # the same size
        with open(path, "r+b") as out:
            out.seek(size // 2)
            out.write(b"\n" * 5000)


def one(f, name, way, threads, after):
    """The outcome: told (the finding), or whole."""
    path = f / name
    shutil.copy(f / "kept", path)
    run = start(f, "-a", name, "-j", str(threads))
    time.sleep(after)
    change(path, way)
    _, err = run.communicate(timeout=100)
    err = err.decode("utf-8", "replace")
    out = f / "out.csv"
    left = [p.name for p in f.iterdir() if "out" in p.name and p != out]
    assert not left, f"left behind: {left}"
    assert run.returncode in (0, 1, 2), f"{name} {way} -j{threads}: exit {run.returncode}: {err[:300]}"
    told = "E0" in err
    assert told or out.exists(), f"{name} {way} -j{threads}: exit {run.returncode}, no result and no word: {err[:300]}"
    assert not told or run.returncode == 2, err[:300]
    if "E0761" in err or "E0762" in err or "E0767" in err or "E0771" in err or "E0775" in err or "E0702" in err:
        assert not out.exists(), f"{name} {way} -j{threads}: a result in spite of {err[:200]}"
    total = N // 2 if name in ("a.json", "a.jsonl") else N // 2 - 2 if name == "a.xlsx" else N - 1 if name == "a.csv.gz" else N
    if not told and way in ("longer", "cut") and name != "a.jsonl":
        assert f"{total:,}平方米" in out.read_text(encoding="utf-8") or way == "cut", f"{name} {way}: {out.read_text()[-200:]}"
    out.unlink(missing_ok=True)
    return told


def t_changing(f):
    rng = random.Random(1)
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    told = {}
    for name, make in MAKE.items():
        if name == "a.db" and is_static():
            continue
        make(f / name)
        shutil.copy(f / name, f / "kept")
        begun = time.monotonic()
        _, err = start(f, "-a", name).communicate()
        assert (f / "out.csv").exists(), f"{name}: {err.decode()}"
        takes = time.monotonic() - begun
        (f / "out.csv").unlink()
        for way in ("cut", "emptied", "longer", "other"):
            for threads in (1, 3):
                told[name] = told.get(name, 0) + one(f, name, way, threads, takes * rng.uniform(0.05, 0.7))
        (f / name).unlink()
    assert sum(told.values()) >= len(told), f"nothing was ever noticed: {told}"


def outputs(f):
    """Everything that a command writes to a file."""
    books = [] if is_static() else ["out.xlsx"]
    for name in ["out.csv", "out.json", "out.jsonl", "out.md", "out.html", "out.xml", *books]:
        yield ["eval", "p.pgl", "-a", "a.csv", "-o", name], name
    yield ["eval", "p.pgl", "-a", "a.csv", "-o", "/dev/null", "--format", "csv", "--bad-rows", "out.csv"], "out.csv"
    yield ["compile", "p.pgl", "-o", "out.plan"], "out.plan"
    for name in books:
        yield ["template", "p.pgl", "-o", name], name
    yield ["report", "p.pgl", "-a", "b.csv", "-o", "out.html"], "out.html"


def programs(f):
    parts = "\n".join(f"项目 甲{i} {{ 数据 面积: 累计 平方米 产出指标 {{ 数量指标 整治面积 ≥ 1平方米 取值 面积 }} }}" for i in range(400))
    (f / "p.pgl").write_text("年度 2021\n" + parts + "\n", encoding="utf-8")
    (f / "a.csv").write_text("项目,指标,数值\n" + "".join(f"甲{i},{'面积' if i % 2 else '无'},{i}平方米\n" for i in range(400)), encoding="utf-8")
    (f / "b.csv").write_text("项目,指标,数值\n甲0,面积,3平方米\n", encoding="utf-8")


def full(where, told):
    """Each output in a folder that has no room for it: a message, exit 2, nothing left."""
    programs(where)
    before = sorted(p.name for p in where.iterdir())
    for args, name in outputs(where):
        done = subprocess.run([PGL, *args], cwd=where, env=ENV, capture_output=True, timeout=100, preexec_fn=told)
        err = done.stderr.decode("utf-8", "replace")
        assert done.returncode == 2, f"{args}: exit {done.returncode}: {err[:300]}"
        assert "磁盘已满" in err or "文件太大" in err or "File too large" in err, f"{args}: {err[:200]} … {err[-300:]}"
        assert sorted(p.name for p in where.iterdir()) == before, f"{args}: left {sorted(p.name for p in where.iterdir())}"


def t_no_room(f):
    """A limit on the size of files, which every system has."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    full(f, limit)


def t_full_disk(f):
    """A file system of its own that is full but for a page; root may make one."""
    where = f / "disk"
    where.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "none", where], capture_output=True).returncode:
        return "skipped: no tmpfs can be mounted here"
    try:
        programs(where)
        filler, size = os.open(where / "filler", os.O_WRONLY | os.O_CREAT), 0
        try:
            while True:
                size += os.write(filler, b"x" * 4096)
        except OSError:
            os.ftruncate(filler, size - 4096)
        os.close(filler)
        full(where, None)
    finally:
        subprocess.run(["umount", "-l", where], check=True)
    return None


if __name__ == "__main__":
    run_tests(globals())
