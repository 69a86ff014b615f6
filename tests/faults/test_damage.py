"""Files that were cut off at any byte, cells and streams without end, in every format.  usage: test_damage.py BUILD

Each is told with exit 2. What cannot be seen (a text cut off at a row's end, or in its last cell) gives whole rows only.
"""
import csv
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "formats"))
from _harness import ENV, PGL, is_static, run_tests  # noqa: E402
from _sheets import sheet, workbook  # noqa: E402

SANITIZED = b"__asan_init" in PGL.read_bytes()
PROGRAM = """年度 2021
项目 甲 {
  数据 面积: 累计 平方米
  产出指标 { 数量指标 整治面积 ≥ 1平方米 取值 面积 }
}
"""
HEAD = ("项目", "指标", "数值", "单位", "日期", "备注")
ROWS = [("甲", "面积", str(100 + 11**i), "平方米", "2021-06-30", f"第{i}处") for i in range(6)]
TEXT = "\n".join(",".join(r) for r in (HEAD, *ROWS)) + "\n"
TOTALS = [sum(int(r[2]) for r in ROWS[:n]) for n in range(len(ROWS) + 1)]
MEASURE = "import os, sys\npid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\ns, r = os.wait4(pid, 0)[1:]\n" \
          "print(r.ru_maxrss, os.waitstatus_to_exitcode(s))"


def run(f, name, *options, stdin=None):
    done = subprocess.run([PGL, "eval", "p.pgl", "-a", name, "-o", "out.csv", *options], cwd=f, env=ENV, capture_output=True, timeout=100,
                          stdin=stdin)
    err, out = done.stderr.decode("utf-8", "replace"), f / "out.csv"
    text = out.read_text(encoding="utf-8") if out.exists() else None
    out.unlink(missing_ok=True)
    assert not [p for p in f.iterdir() if "out.csv" in p.name], f"left behind: {name}"
    return done.returncode, err, text


def makers(f):
    """{file: its bytes}"""
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    records = [dict(zip(HEAD, r)) for r in ROWS]
    out = {"a.csv": TEXT.encode(), "gb.csv": TEXT.encode("gb18030"), "a.tsv": TEXT.replace(",", "\t").encode(),
           "utf16.csv": TEXT.encode("utf-16"), "a.csv.gz": gzip.compress(TEXT.encode()),
           "a.json": json.dumps(records, ensure_ascii=False).encode(),
           "a.jsonl": "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()}
    workbook(f / "a.xlsx", {"台账": sheet([HEAD, *ROWS])})
    out["a.xlsx"] = (f / "a.xlsx").read_bytes()
    if not is_static():
        db = sqlite3.connect(f / "a.db")
        db.execute("PRAGMA page_size = 512")
        db.execute(f"CREATE TABLE 台账 ({', '.join(HEAD)})")
        db.executemany("INSERT INTO 台账 VALUES (?, ?, ?, ?, ?, ?)", ROWS)
        db.commit()
        db.close()
        out["a.db"] = (f / "a.db").read_bytes()
        if shutil.which("zstd"):
            subprocess.run(["zstd", "-q", "-f", "-o", f / "a.csv.zst", "-"], input=TEXT.encode(), check=True)
            out["a.csv.zst"] = (f / "a.csv.zst").read_bytes()
    return out


def total(text):
    return sum(int(r["actual_value"] or 0) for r in csv.DictReader(io.StringIO(text or "")) if r["name"])


def t_cut_at_any_byte(f):
    """Of texts each byte, of the others as many as take a second."""
    for name, whole in makers(f).items():
        (f / name).write_bytes(whole)
        code, err, text = run(f, name)
        assert code == 0 and total(text) == TOTALS[-1], f"{name}: {code} {err}"
        lines = re.fullmatch(r".*\.(csv|tsv|jsonl)", name)
        for n in range(0, len(whole), max(1, len(whole) // (60 if SANITIZED else 600))):
            (f / name).write_bytes(whole[:n])
            code, err, text = run(f, name)
            where = f"{name}, {n} of {len(whole)} bytes: exit {code}, {total(text)}: {err[:200]}"
            if lines and text is not None:
                assert total(text) in TOTALS, where
                assert total(text) or code == 2, where
            else:
                assert code == 2 and re.search(r"E0\d\d\d", err) and text is None, where
        (f / name).unlink()


def t_plan_cut(f):
    makers(f)
    (f / "a.csv").write_text(TEXT, encoding="utf-8")
    subprocess.run([PGL, "compile", "p.pgl", "-o", "p.plan"], cwd=f, env=ENV, check=True)
    whole = (f / "p.plan").read_bytes()
    for n in range(0, len(whole), max(1, len(whole) // (60 if SANITIZED else 600))):
        (f / "p.plan").write_bytes(whole[:n])
        done = subprocess.run([PGL, "eval", "p.plan", "-a", "a.csv", "-o", "out.csv"], cwd=f, env=ENV, capture_output=True, timeout=100)
        err = done.stderr.decode("utf-8", "replace")
        assert done.returncode == 2 and not (f / "out.csv").exists(), f"{n} of {len(whole)}: {done.returncode} {err[:300]}"
        assert "E078" in err or "E0" in err, err[:300]


def t_many_digits(f):
    """A number of ten thousand digits is exact in every format."""
    digits = "1" + "0" * 9_998 + "7"
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    row = dict(zip(HEAD, ["甲", "面积", digits, "平方米", "2021-06-30", ""]))
    (f / "a.csv").write_text(",".join(HEAD) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    (f / "a.json").write_text(json.dumps([row], ensure_ascii=False).replace(f'"{digits}"', digits), encoding="utf-8")
    workbook(f / "a.xlsx", {"台账": sheet([HEAD, list(row.values())[:2] + [("n", digits)] + list(row.values())[3:]])})
    names = ["a.csv", "a.json", "a.xlsx"]
    if not is_static():
        db = sqlite3.connect(f / "a.db")
        db.execute(f"CREATE TABLE 台账 ({', '.join(HEAD)})")
        db.execute("INSERT INTO 台账 VALUES (?, ?, ?, ?, ?, ?)", list(row.values()))
        db.commit()
        db.close()
        names.append("a.db")
    for name in names:
        code, err, text = run(f, name, "--quiet")
        assert code == 0 and f",{digits}," in text, f"{name}: {code} {err[:300]} {(text or '')[-200:]}"


def bounded(f, name, most, codes, stdin=None):
    """Exit 2 with one of these codes, no result, at most so many MiB."""
    done = subprocess.run([sys.executable, "-c", MEASURE, PGL, "eval", "p.pgl", "-a", name, "-o", "out.csv"], cwd=f, env=ENV,
                          capture_output=True, timeout=110, stdin=stdin)
    err, (peak, code) = done.stderr.decode("utf-8", "replace"), map(int, done.stdout.split())
    assert code == 2 and any(c in err for c in codes), f"{name}: exit {code}: {err[:300]}"
    assert not (f / "out.csv").exists(), f"{name}: a result"
    assert SANITIZED or peak / 1024 < most, f"{name}: {peak // 1024} MiB, more than {most}"
    print(f"{name}: {peak // 1024} MiB, {re.search(r'E0...', err)[0]}")


def t_cell_of_100_mb(f):
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    cell = b"9" * 100_000_000
    head = ",".join(HEAD).encode() + b"\n"
    (f / "a.csv").write_bytes(head + "甲,面积,".encode() + cell + b"\n")
    bounded(f, "a.csv", 120, ["E0790"])
    (f / "gb.csv").write_bytes(",".join(HEAD).encode("gb18030") + "\n甲,面积,".encode("gb18030") + cell + b"\n")
    bounded(f, "gb.csv", 120, ["E0790"])
    with gzip.open(f / "a.csv.gz", "wb", 1) as z:
        z.write(head + "甲,面积,".encode() + cell + b"\n")
    bounded(f, "a.csv.gz", 120, ["E0790"])
    record = '[{"项目": "甲", "指标": "面积", "数值": "'.encode() + cell + b'"}]'
    (f / "a.json").write_bytes(record)
    bounded(f, "a.json", 500, ["E0769", "E0771"])
    (f / "a.jsonl").write_bytes(record[1:-1] + b"\n")
    bounded(f, "a.jsonl", 500, ["E0769", "E0771"])
    (f / "a.json").unlink()
    workbook(f / "a.xlsx", {"台账": sheet([HEAD, ["甲", "面积", ("inlineStr", cell.decode())]])})
    bounded(f, "a.xlsx", 60, ["E0769", "E0767"])
    if not is_static():
        db = sqlite3.connect(f / "a.db")
        db.execute(f"CREATE TABLE 台账 ({', '.join(HEAD)})")
        db.execute("INSERT INTO 台账 VALUES ('甲', '面积', ?, '', '', '')", [cell.decode()])
        db.commit()
        db.close()
        bounded(f, "a.db", 400, ["E0769"])


def t_bombs(f):
    """Two gigabytes in two megabytes: of one line, of blanks before a table, within JSON."""
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    size = (128 << 20) if SANITIZED else (2 << 30)

    def bomb(name, before, fill):
        pack, block = zlib.compressobj(1, zlib.DEFLATED, 31), fill * ((1 << 20) // len(fill))
        with open(f / name, "wb") as out:
            out.write(pack.compress(before))
            for _ in range(size >> 20):
                out.write(pack.compress(block))
            out.write(pack.flush())

    bomb("line.csv.gz", ",".join(HEAD).encode() + b"\n", b"9")
    bounded(f, "line.csv.gz", 120, ["E0790"])
    bomb("blank.csv.gz", b"", b"\n")
    bounded(f, "blank.csv.gz", 120, ["E0790", "E0702"])
    bomb("zeros.csv.gz", b"", b"\0")
    bounded(f, "zeros.csv.gz", 120, ["E07"])
    bomb("a.json.gz", '[{"指标": "面积", "数值": "'.encode(), b"9")
    bounded(f, "a.json.gz", 500, ["E0769", "E0771", "E0765"])
    if shutil.which("zstd") and not is_static():
        for n, options in enumerate(([], ["--ultra", "-22", "--long=31"])):
            make = subprocess.Popen(["zstd", "-q", "-f", *options[-1:], "-1", "-o", f / f"{n}.csv.zst", "-"], stdin=subprocess.PIPE)
            make.stdin.write(",".join(HEAD).encode() + b"\n")
            for _ in range(size >> 20):
                make.stdin.write(b"9" * (1 << 20))
            make.stdin.close()
            assert make.wait() == 0
            bounded(f, f"{n}.csv.zst", 200, ["E0790", "E0762"])


if __name__ == "__main__":
    run_tests(globals())
