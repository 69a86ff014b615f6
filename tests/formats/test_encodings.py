"""Text in GB18030 and UTF-16 gives what its UTF-8 twin gives, whichever way it comes.  usage: test_encodings.py BUILD"""
import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import ENV, PGL, is_static, run_tests  # noqa: E402

PROGRAM = """年度 2021
项目 甲 {
  数据 面积: 累计 平方米
  数据 area: 累计 平方米
  数量指标 整治面积 ≥ 1平方米 取值 面积
  数量指标 ascii    ≥ 1平方米 取值 area
}
"""
LATE = "area,1,2021-06-30,\n" * 20_000  # 360 KB of ASCII before the first other byte: more than a chunk
ROWS = "面积,1,2021-06-30,\n" * 20_000 + "area,\"3\n\",,\n面积,2,6月30日,“𠮷”\n面积,3,,\n"
EARLY_HEAD, LATE_HEAD = "指标,数值,日期,备注\n", "indicator,value,date,note\n"


def run(f, *data, stdin=b"", code=0, jobs=""):
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    args = [x for d in data for x in ("-a", d)]
    done = subprocess.run([PGL, "eval", "p.pgl", *args, "--format", "csv", *(["-j", jobs] if jobs else [])], cwd=f, input=stdin, capture_output=True, env=ENV, timeout=100)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, f"{data}: exit {done.returncode}: {err[:400]}"
    for d in data:  # files differ in name only
        out = out.replace(f"{d}:", "X:")
    return out, err


def ways(f, data):
    """The bytes as a file, packed, from standard input, from a pipe."""
    (f / "a.csv").write_bytes(data)
    (f / "a.csv.gz").write_bytes(gzip.compress(data, 1))
    yield "a.csv", b""
    yield "a.csv.gz", b""
    yield "-", data
    if not is_static():
        subprocess.run(["zstd", "-qf", f / "a.csv"], check=True)
        yield "a.csv.zst", b""


def piped(f, data, *more):
    """A named pipe, which is no regular file."""
    os.mkfifo(f / "pipe")
    writer = threading.Thread(target=lambda: (f / "pipe").write_bytes(data))
    writer.start()
    try:
        return run(f, "pipe", *more)
    finally:
        writer.join()
        (f / "pipe").unlink()


def t_twins(f):
    for text in (EARLY_HEAD + ROWS, LATE_HEAD + LATE + ROWS):
        (f / "a.csv").write_text(text, encoding="utf-8")
        want = run(f, "a.csv")[0]
        assert "20,005平方米" in want, want
        for data in (text.encode(), text.encode("gb18030"), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()):
            for name, stdin in ways(f, data):
                assert run(f, name, stdin=stdin)[0] == want, (name, data[:4])
            assert piped(f, data)[0] == want, data[:4]


def t_read_once(f):
    """Neither a late GB18030 file nor cells of several lines make what comes only once be asked for again."""
    for name, data in (("gb.csv", (LATE_HEAD + LATE + ROWS).encode("gb18030")),
                       ("lines.csv", (EARLY_HEAD + '面积,1,,"甲\n乙\n"\n' * 60_000).encode())):
        (f / name).write_bytes(data)
        first = (LATE_HEAD + "area,1000000,,\n").encode()
        (f / "first.csv").write_bytes(first)
        want = run(f, "first.csv", name)[0]
        assert run(f, "-", name, stdin=first)[0] == want and piped(f, first, name)[0] == want
        want = run(f, name, "first.csv")[0]
        assert run(f, name, "-", stdin=first)[0] == want


def t_neither(f):
    """The byte up to which one of the two held, and no result."""
    for text, bad in ((EARLY_HEAD + ROWS, 30_000), (LATE_HEAD + LATE + ROWS, 500_000)):
        for encoding in ("utf-8", "gb18030"):
            data = bytearray(text.encode(encoding))
            while data[bad - 1] < 0x80 or data[bad] >= 0x80:  # the last byte of a character
                bad += 1
            data[bad - 1] = 0x20 if encoding == "gb18030" else 0xFF
            data[bad] = 0xFF
            told = bad + 1 if encoding == "gb18030" else bad
            for name, stdin in ways(f, bytes(data)):
                out, err = run(f, name, stdin=stdin, code=2)
                byte = int(err.split("E0701")[1].split("字节起")[0].split("第 ")[-1])
                assert not out and abs(byte - told) <= 2, (name, encoding, bad, err[:300])
    data = (EARLY_HEAD + ROWS).encode("gb18030")
    for name, stdin in ways(f, data + "面积".encode("gb18030")[:-1]):  # cut within a character
        out, err = run(f, name, stdin=stdin, code=2)
        assert not out and "E0701" in err and f"第 {len(data) + 3} 字节" in err, (name, err[:300])


def t_which_line(f):
    """Of a file as it stands, the line and the byte in it; of what is unpacked or comes once only the byte."""
    for head, end in ((b"", b"\n"), (b"\xef\xbb\xbf", b"\r\n"), (b"", b"\r"), (EARLY_HEAD.encode("gb18030"), b"\n")):
        before = head + end.join(["指标,数值".encode("gb18030" if head[:1] == "指".encode("gb18030")[:1] else "utf-8")] + [b"area,1"] * 30_000 + [b'"ar', b""])
        line = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        for name, stdin in ways(f, before + b"ea,\xff\xff,2" + end):
            err = run(f, name, stdin=stdin, code=2)[1]
            assert f"第 {len(before) + 4} 字节起" in err, err
            told = f"{name}:{line}\n" in err and f"第 {line} 行的第 4 个字节" in err
            assert told == (name == "a.csv"), (name, line, err)


def t_neither_tells_no_row(f):
    """A byte that is no text is all that is told of its file, by any number of threads; of others their rows, not what all tell."""
    other = "指标,数值,日期\n面职,1,\narea,5,\nascii,1,2021-03-01\n"
    (f / "b.csv").write_text(other, encoding="utf-8")
    alone = run(f, "b.csv", code=2)[1]
    assert "面职" in alone and "W0734" in alone, alone
    for text, encoding in ((EARLY_HEAD + "面几,1,,\n" * 30 + ROWS, "gb18030"), (LATE_HEAD + "面几,1,,\n" * 30 + LATE + ROWS, "utf-8")):
        data = bytearray(text.encode(encoding))
        data[-1500] = data[-1499] = 0xFF
        for name, stdin in ways(f, bytes(data)):
            for n in "1", "2", "7":
                for files in ([name, "b.csv"], ["b.csv", name]):
                    err = run(f, *files, stdin=stdin, code=2, jobs=n)[1]
                    told = [line.split("]")[0].split("[")[-1] for line in err.splitlines() if "[" in line]
                    assert sorted(told) == ["E0701", "E0713"] and "面职" in err and "2 个错误" in err, (name, n, files, err[:400])
    (f / "b.csv").unlink()


def t_little_memory(f):
    """A hundred megabytes of GB18030 are never in memory at once."""
    block = ("面积,1,2021-06-30,东城区整治\n" * 40_000).encode("gb18030")
    with gzip.open(f / "a.csv.gz", "wb", 1) as z:
        z.write(EARLY_HEAD.encode("gb18030"))
        for _ in range(64):
            z.write(block)
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    measure = "import os, sys\npid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\nprint(os.wait4(pid, 0)[2].ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", measure, PGL, "eval", f / "p.pgl", "-a", f / "a.csv.gz", "-j", "2", "-o", f / "out.csv"],
                          env=ENV, capture_output=True, check=True)
    assert "2,560,000平方米" in (f / "out.csv").read_text(encoding="utf-8")
    peak = int(done.stdout)
    assert b"__asan_init" in PGL.read_bytes() or peak < 40_000, f"{peak} KiB"


run_tests(globals())
