#!/usr/bin/env python3
"""A compiled plan says what its sources say: every program of the examples and cases, evaluated, explained and
tested from both, byte for byte; and a plan that is foreign, stale or damaged is refused."""
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PGL = str(Path(sys.argv[1]).resolve() / "pgl")
passed, failed = 0, []


def pgl(*args, cwd=None):
    done = subprocess.run([PGL, *map(str, args)], cwd=cwd, capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
                          env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "NO_COLOR": "1"})
    return done.returncode, done.stdout, done.stderr


def verdict(name, good, why=""):
    global passed
    if good:
        passed += 1
    else:
        failed.append(f"{name}: {why}")


def programs():
    """(folder, the files, the actual values) of all that evaluates."""
    for folder in sorted((ROOT / "examples").iterdir()) + sorted((ROOT / "examples" / "cases").iterdir()):
        if folder.is_dir() and folder.name != "cases":
            files = sorted(p.name for p in folder.glob("*.pgl"))
            data = [p.name for p in folder.iterdir() if p.suffix == ".csv"]
            if files:
                yield folder, files, sorted(data)
    for area in ("eval", "report", "testing", "tables", "types", "units"):
        for path in sorted((ROOT / "tests" / area).rglob("*.pgl")):
            data = path.with_suffix(".csv")
            yield path.parent, [path.name], [data.name] if data.exists() else []


def compare(job):
    folder, files, data = job
    out = []
    with tempfile.TemporaryDirectory() as tmp:
        plan = Path(tmp) / "p.plan"
        code, _, err = pgl("compile", *files, "-o", plan, cwd=folder)
        name = f"{folder.relative_to(ROOT)}/{files[0]}"
        actuals = ["--actuals", *data] if data else []
        formats = ["json"] if code else ["table", "json", "csv"]
        for form in formats:
            want = pgl("eval", *files, *actuals, "--format", form, cwd=folder)
            if code:  # what does not compile does not evaluate, and says the same
                out.append((name, want[0] == code and want[2] == err, "compile refuses what eval takes"))
                continue
            for jobs in (("-j", "1"), ("-j", "3")):
                got = pgl("eval", plan, *actuals, "--format", form, *jobs, cwd=folder)
                out.append((f"{name} {form}", got == want, f"differs: {got[0]} {want[0]} {got[2][:300]}"))
        if not code:
            for command in (["test"], ["debug", "plan"]):
                want, got = pgl(*command, *files, cwd=folder), pgl(*command, plan, cwd=folder)
                if command[0] == "debug":  # a plan knows its sources besides
                    cut = got[1].find(b"sources (")
                    end = got[1].find(b"\n", cut)
                    while cut >= 0 and got[1][end + 1:end + 3] == b"  ":
                        end = got[1].find(b"\n", end + 1)
                    got = (got[0], b"".join((got[1][:cut], got[1][end + 1:])) if cut >= 0 else got[1], got[2])
                    want, got = [tuple(x[1].split(b"\n")[:1]) for x in (want, got)]
                out.append((f"{name} {command[0]}", got == want, "differs"))
    return out


def parts():
    """Each table of a plan has a word in Chinese for whoever reads that it is damaged."""
    words = set(re.findall(r"^P\((\w+),", (ROOT / "cli" / "plan_parts.def").read_text(encoding="utf-8"), re.M))
    tables = set(re.findall(r"^TABLE\((\w+)\)", (ROOT / "compiler" / "plan.def").read_text(encoding="utf-8"), re.M))
    verdict("words of tables", len(tables) > 20 and tables <= words, tables - words)


def refused(tmp):
    shutil.copytree(ROOT / "examples" / "gaoxin-2021", tmp / "g")
    here = tmp / "g"
    pgl_files = sorted(p.name for p in here.glob("*.pgl"))
    pgl("compile", *pgl_files, "-o", "g.plan", cwd=here)
    good = (here / "g.plan").read_bytes()

    def says(name, code, exit_code, *args):
        got = pgl("eval", "g.plan", *args, cwd=here)
        said = got[2].decode()
        part = said.split("已损坏（")[-1].split("）")[0] if code == "E0782" else "部分"
        verdict(name, code in said and got[0] == exit_code, f"{got[0]} {said[:200]}")
        verdict(f"{name}: which part", "\u4e00" <= part[0] <= "\u9fff", part)

    def with_bytes(name, code, data):
        (here / "g.plan").write_bytes(data)
        says(name, code, 2)

    with_bytes("no plan", "E0780", b"hello")
    with_bytes("empty", "E0780", b"")
    with_bytes("cut in the header", "E0782", good[:40])
    with_bytes("cut", "E0782", good[:-64])
    with_bytes("longer", "E0782", good + b"\0" * 64)
    with_bytes("other byte order", "E0781", good[:8] + good[8:12][::-1] + good[12:])
    with_bytes("other version", "E0781", good.replace(b"0.1.0\0", b"9.9.9\0", 1))
    sections = struct.unpack_from("<I", good, 64)[0]
    table = [struct.unpack_from("<QQQ", good, 88 + 24 * i) for i in range(sections)]
    (here / "g.plan").write_bytes(good)
    for data in (good, good[:200]):  # no actual values
        (here / "b.plan").write_bytes(data)
        got = pgl("eval", "g.plan", "--actuals", "b.plan", cwd=here)
        verdict("as actual values", got[0] == 2 and "E0766" in got[2].decode() and "编译好的计划" in got[2].decode(), got[2].decode()[:200])
    got = pgl("eval", "g.plan", "--actuals", pgl_files[0], cwd=here)
    verdict("targets as actual values", got[0] == 2 and "E0766" in got[2].decode() and "--actuals 前面" in got[2].decode(), got[2].decode()[:200])
    for i, (at, cells, _) in enumerate(table):  # each array is looked at
        if cells:
            with_bytes(f"array {i}", "E0782", good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
    (here / "g.plan").write_bytes(good)
    target = here / pgl_files[0]
    text, then = target.read_bytes(), target.stat()
    target.write_bytes(text + b"\n")
    says("longer source", "E0783", 2)
    changed = text.replace("招商".encode(), "招行".encode(), 1)
    target.write_bytes(changed)
    os.utime(target, ns=(then.st_atime_ns, then.st_mtime_ns))
    says("same size and time", "", pgl("eval", *pgl_files, cwd=here)[0])
    if changed != text:
        says("its bytes", "E0783", 2, "--verify")
    target.write_bytes(text)
    says("another time", "E0783", 2)
    says("the same bytes", "", pgl("eval", *pgl_files, cwd=here)[0], "--verify")
    target.unlink()
    got = pgl("eval", "g.plan", cwd=here)
    verdict("source gone", b"W0784" in got[2] and got[1], got[2][:200])
    for command in (["check", "g.plan"], ["fmt", "g.plan"], ["eval", "g.plan", pgl_files[1]], ["compile", "g.plan", "-o", "h.plan"]):
        got = pgl(*command, cwd=here)
        verdict(" ".join(command[:1]), got[0] in (2, 64) and "计划" in got[2].decode(), got)
    got = pgl("compile", pgl_files[1], "-o", "x.bin", cwd=here)
    verdict("name", got[0] == 64 and not (here / "x.bin").exists(), got)
    got = pgl("explain", "g.plan", "招商经费", cwd=here)
    verdict("explain", got[0] == 0 and got[1], got)


def threads(tmp):
    subprocess.run([sys.executable, ROOT / "tests" / "bench" / "portfolio.py", "3000", tmp / "m", "--files", "7"], check=True)
    plans = []
    for n in (1, 2, 7):
        pgl("compile", "m/split", "-j", n, "-o", f"{n}.plan", cwd=tmp)
        plans.append((tmp / f"{n}.plan").read_bytes())
    verdict("any number of threads", plans[0] == plans[1] == plans[2], "the plans differ")
    want, got = pgl("eval", "m/split", "--format", "csv", cwd=tmp), pgl("eval", "1.plan", "--format", "csv", cwd=tmp)
    verdict("a portfolio", want == got and want[1].count(b"\n") == 24001, f"{want[0]} {got[0]} {want[1].count(10)}")


def reports(tmp):
    """Large reports are written by several threads: the same bytes for any number of them; lines say what the whole says."""
    (tmp / "a.csv").write_text("项目,指标,数值\n" + "".join(
        f"{name},服务对象满意度,{90 + i % 10}%\n{name},支出,{i % 900}万元\n" for i, name in enumerate(names(tmp))), encoding="utf-8")
    out = {}
    for form in ("csv", "json", "jsonl"):
        runs = [pgl("eval", "1.plan", "--actuals", "a.csv", "--format", form, "-j", n, cwd=tmp) for n in (1, 2, 7)]
        verdict(f"{form} with any number of threads", runs[0] == runs[1] == runs[2] and runs[0][1], runs[0][2][:200])
        out[form] = runs[0][1]
    whole = json.loads(out["json"])
    lines = [json.loads(line) for line in out["jsonl"].splitlines()]
    kinds = [x.pop("type") for x in lines]
    verdict("jsonl: types", kinds == ["run"] + ["project"] * 3000 + ["end"], kinds[:3])
    verdict("jsonl: projects", lines[1:-1] == whole["projects"], "differ")
    verdict("jsonl: the rest", {**lines[0], **lines[-1], "projects": whole["projects"], "departments": []} == whole, "differ")
    verdict("csv: a row an indicator", out["csv"].count(b"\n") == 24001, out["csv"].count(b"\n"))
    full = Path("/dev/full")
    for form in ("csv", "json"):
        if full.exists():
            done = subprocess.run([PGL, "eval", "1.plan", "--format", form], cwd=tmp, stdout=full.open("wb"), stderr=subprocess.PIPE)
            verdict(f"{form}: full disk", done.returncode == 70 and done.stderr, (done.returncode, done.stderr))
        done = subprocess.run(["bash", "-c", f'ulimit -f 64; trap "" XFSZ; "{PGL}" eval 1.plan --format {form} -o out.{form}'], cwd=tmp,
                              capture_output=True)
        left = [p.name for p in tmp.iterdir() if p.name.startswith("out.") or p.name.startswith(".out")]
        verdict(f"{form}: no room for the file", done.returncode == 2 and done.stderr and not left, (done.returncode, done.stderr, left))


def chain(tmp):
    """Each project's points hang on the next one's total: 4 000 in a row, from one end and from the other."""
    n = 4000
    for name, step in (("down", 1), ("up", -1)):
        text, rows = ["年度 2021\n"], ["项目,指标,数值\n"]
        for i in range(n):
            last = not 0 <= i + step < n
            score = "" if last else f"  评分 最小(1, 项{i + step}.得分 / 50分)"
            text.append(f"项目 项{i} {{ 预算 1万元 产出指标 {{ 数量指标 甲 ≥ 10次{score} }} }}\n")
            rows.append(f"项{i},甲,{'10次' if last else '5次'}\n")
        (tmp / "c.pgl").write_text("".join(text), encoding="utf-8")
        (tmp / "c.csv").write_text("".join(rows), encoding="utf-8")
        runs = [pgl("eval", "c.pgl", "--actuals", "c.csv", "--format", "csv", "-j", j, cwd=tmp) for j in (1, 3)]
        lines = [line.split(",") for line in runs[0][1].decode().splitlines()[1:]]
        points = {line[2]: line[17] for line in lines}
        verdict(f"a chain of scores, {name}", runs[0] == runs[1] and len(points) == n and set(points.values()) == {"50"},
                (runs[0][2][:200], sorted(set(points.values()))[:5]))


def names(tmp):
    for path in sorted((tmp / "m" / "split").glob("*.pgl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("项目 "):
                yield line.split()[1]


with ThreadPoolExecutor(os.cpu_count()) as pool:
    for results in pool.map(compare, list(programs())):
        for r in results:
            verdict(*r)
with tempfile.TemporaryDirectory() as work:
    parts()
    refused(Path(work))
    threads(Path(work))
    reports(Path(work))
    chain(Path(work))
for line in failed[:20]:
    print(line)
print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
