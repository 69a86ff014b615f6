#!/usr/bin/env python3
"""The same million rows in every format, against a peer that only turns them into CSV: ./build.sh bench formats [options]

  --only xlsx,text,database   groups (default: all)
  --runs N                    rounds (default 5); what takes longer than 20 s runs once
  --cores 0,1                 which processors (default: the first two)

The rows are size S of bench actuals. pgl evaluates them from a compiled plan and writes five columns; its result must have the
bytes of the CSV's. Workbooks are written by libxlsxwriter (workbook.c) and openpyxl; `reasons` has another text in each row
of a column that pgl keeps, `projects` a million projects of one row each.
"""
import argparse
import csv
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = "project,name,verdict,actual_value,score"
PYTHON = "/usr/bin/python3"  # Debian's, which sees Debian's openpyxl
ENOUGH = 20  # seconds of what runs only once


class Job:
    def __init__(self, name, command, out=None, want=None):
        self.name, self.command, self.out, self.want = name, [str(c) for c in command], out, want
        self.seconds, self.peak, self.failed = [], 0, None

    def run(self, cores):
        with tempfile.NamedTemporaryFile() as note:
            command = ["taskset", "-c", cores, "/usr/bin/time", "-f", "%M", "-o", note.name, *self.command]
            start = time.perf_counter()
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            self.seconds.append(time.perf_counter() - start)
            self.peak = max(self.peak, int(note.read().split()[-1]))
        if done.returncode not in (0, 1):
            self.failed = "ended with %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace").strip()[-200:])
        elif self.want and self.out.read_bytes() != self.want.read_bytes():
            self.failed = "OTHER BYTES than of the CSV"


class Bench:
    def __init__(self, build, runs, cores):
        self.pgl, self.made_by = build / "pgl", build / "tests" / "bench"
        self.runs, self.cores = runs, cores
        self.work = ROOT / "build" / "bench" / "formats"
        self.work.mkdir(parents=True, exist_ok=True)
        self.made("actuals.csv", self.made_by / "generate", self.work, "S")
        self.plan = self.compile("targets.pgl")
        self.csv = self.work / "actuals.csv"

    def made(self, name, *command, stdin=None):
        """The file of that name, made once by a command; {} is where to write it."""
        path = self.work / name
        if not path.exists():
            own = path.with_name("half-" + name)  # what breaks off is no file
            with open(stdin or os.devnull, "rb") as given:
                subprocess.run([str(own) if c == "{}" else str(c) for c in command], stdin=given, check=True)
            if own.exists():
                own.rename(path)
        return path

    def compile(self, name):
        plan = self.work / (name + ".plan")
        subprocess.run([self.pgl, "compile", self.work / name, "-o", plan], check=True, capture_output=True)
        return plan

    def eval(self, name, actuals, plan=None, want=None):
        out = self.work / (name.replace(" ", "-").replace(",", "") + ".result")
        command = [self.pgl, "eval", plan or self.plan, "-j", 2, "--actuals", actuals, "--skip-bad-rows", "--quiet", "--format",
                   "csv", "--columns", COLUMNS, "-o", out]
        return Job(name, command, out, want)

    def base(self, name, actuals, plan=None):
        """The CSV of a table: its result is what those of the other formats are compared with."""
        job = self.eval(name, actuals, plan)
        job.run(self.cores)
        job.seconds.clear()
        return job

    def show(self, title, jobs):
        for turn in range(self.runs + 1):  # the first does not count
            for job in jobs:
                if not job.failed and not (turn and job.seconds[0] > ENOUGH):
                    job.run(self.cores)
        rows = [(title, "s", "× CSV", "peak MiB")]
        first = None
        for job in jobs:
            seconds = statistics.median(job.seconds[1:] or job.seconds)
            first = first or seconds
            rows.append((job.name, job.failed or "%.3f" % seconds, "%.1f" % (seconds / first), "%.0f" % (job.peak / 1024)))
        widths = [max(len(r[i]) for r in rows) for i in range(4)]
        for r in rows:
            print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))))
        print(flush=True)


# ---- text ------------------------------------------------------------------------------------------


def text(b):
    encodings = {"UTF-8": ("actuals.csv", "UTF-8"), "GB18030": ("gb18030.csv", "GB18030"), "UTF-16": ("utf16.csv", "UTF-16")}
    for name, encoding in list(encodings.values())[1:]:
        b.made(name, "iconv", "-f", "UTF-8", "-t", encoding, b.csv, "-o", "{}")
    base = b.base("UTF-8", b.csv)
    jobs = [base]
    for shown, (name, encoding) in encodings.items():
        plain = b.work / name
        gz = b.made(name + ".gz", "sh", "-c", 'gzip -6 -c "$0" > "$1"', plain, "{}")
        zst = b.made(name + ".zst", "zstd", "-q", "-3", plain, "-o", "{}")
        own = [] if plain == b.csv else [b.eval(shown, plain, want=base.out), Job("  iconv alone", ["iconv", "-f", encoding, "-t", "UTF-8", plain])]
        jobs += [*own, b.eval(shown + ", gzip", gz, want=base.out), b.eval(shown + ", zstd", zst, want=base.out)]
    jobs += [Job("  gzip -dc alone, of UTF-8", ["gzip", "-dc", b.work / "actuals.csv.gz"]),
             Job("  zstd -dc alone, of UTF-8", ["zstd", "-q", "-dc", b.work / "actuals.csv.zst"])]
    b.show("text", jobs)


# ---- workbooks -------------------------------------------------------------------------------------

OPENPYXL_WRITES = """
import csv, sys
from openpyxl import Workbook
book = Workbook(write_only=True)
sheet = book.create_sheet("台账")
for row in csv.reader(open(sys.argv[1], encoding="utf-8")):
    try: row[3] = float(row[3])
    except ValueError: pass
    sheet.append(row)
book.save(sys.argv[2])
"""
OPENPYXL_READS = """
import csv, sys
from openpyxl import load_workbook
out = csv.writer(open("/dev/null", "w"))
for row in load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True): out.writerow(row)
"""


def many_projects(b):
    """A million projects of one indicator, and a row for each."""
    targets, rows = b.work / "projects.pgl", b.work / "projects.csv"
    if not rows.exists():
        names = ["乡村道路养护%07d" % (i * 7919 % 1000000) for i in range(1000000)]
        with open(targets, "w", encoding="utf-8") as f:
            f.write("年度 2021\n采用 财预2020\n")
            f.writelines("项目 %s { 数量指标 服务人次 ≥ 90人次 }\n" % n for n in names)
        with open(rows, "w", encoding="utf-8") as f:
            f.write("项目,指标,日期,数值,单位\n")
            f.writelines("%s,服务人次,2021-06-30,%d,人次\n" % (n, i % 200 + 1) for i, n in enumerate(names))
    return rows, b.compile("projects.pgl")


def with_reasons(b):
    path = b.work / "reasons.csv"
    if not path.exists():
        with open(b.csv, encoding="utf-8") as f, open(path, "w", encoding="utf-8") as to:
            to.write(next(f).strip() + ",原因\n")
            to.writelines("%s,第%d次报送，由经办人复核\n" % (line.rstrip("\n"), i) for i, line in enumerate(f))
    return path


def workbooks(b):
    def workbook(rows, how, sheets):
        return b.made("%s-%s-%s.xlsx" % (rows.stem, how, sheets), b.made_by / "workbook", "{}", how, sheets, stdin=rows)

    base, shared = b.base("CSV", b.csv), workbook(b.csv, "shared", 1)
    jobs = [base, b.eval("shared texts", shared, want=base.out),
            b.eval("texts in their cells", workbook(b.csv, "inline", 1), want=base.out),
            b.eval("texts in their cells, a merged title", workbook(b.csv, "titled", 1), want=base.out),
            b.eval("shared texts, 8 sheets", workbook(b.csv, "shared", 8), want=base.out)]
    if subprocess.run([PYTHON, "-c", "import openpyxl"], capture_output=True).returncode == 0:
        by = b.made("openpyxl.xlsx", PYTHON, "-c", OPENPYXL_WRITES, b.csv, "{}")
        jobs += [b.eval("written by openpyxl", by, want=base.out),
                 Job("  openpyxl, read_only, to CSV", [PYTHON, "-c", OPENPYXL_READS, shared])]
    if shutil.which("xlsx2csv"):
        jobs.append(Job("  xlsx2csv", ["xlsx2csv", shared]))
    if shutil.which("soffice"):
        office = ["soffice", "--headless", "-env:UserInstallation=file://%s" % (b.work / "office"), "--convert-to", "csv",
                  "--outdir", b.work / "office-out", shared]
        jobs.append(Job("  LibreOffice, to CSV", office))
    b.show("workbook", jobs)

    rows = with_reasons(b)
    base = b.base("CSV, reasons", rows)
    b.show("a million reasons", [base, *[b.eval("reasons, " + how, workbook(rows, how, 1), want=base.out) for how in ("shared", "inline")]])
    rows, plan = many_projects(b)
    base = b.base("CSV, projects", rows, plan)
    b.show("a million projects", [base, *[b.eval("projects, " + how, workbook(rows, how, 1), plan, base.out) for how in ("shared", "inline")]])


# ---- databases -------------------------------------------------------------------------------------


def postgres(b, base):
    """A server of its own: jobs, and how to end it."""
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not bins or not shutil.which("psql"):
        print("not installed: postgresql")
        return [], lambda: None
    folder = Path(tempfile.mkdtemp(prefix="pgl-bench-"))
    as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if as_server:
        shutil.chown(folder, "postgres")
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "check": True}
    server = [*as_server, bins[-1] / "pg_ctl", "-D", folder / "db", "-w", "-l", folder / "log"]

    def end():
        subprocess.run([*server, "-m", "immediate", "stop"], cwd=folder, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)

    def psql(*what):
        return ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres", "postgres", *what]

    subprocess.run([*as_server, bins[-1] / "initdb", "-D", folder / "db", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--locale=C", "--no-sync"], **quiet)
    subprocess.run([*server, "-o", "-k %s -c listen_addresses= -c fsync=off" % folder, "start"], **quiet)
    subprocess.run(psql("-c", "CREATE TABLE 实际 (项目 text, 指标 text, 日期 text, 数值 text, 单位 text)", "-c",
                        "\\copy 实际 FROM '%s' csv header force not null 单位" % b.csv), **quiet)
    address = "postgresql://postgres@/postgres?host=%s&table=实际" % folder
    return [b.eval("PostgreSQL", address, want=base.out), Job("  psql, \\copy to CSV", psql("-c", "\\copy 实际 TO '/dev/null' csv"))], end


def databases(b):
    base, path = b.base("CSV", b.csv), b.work / "actuals.db"
    if not path.exists():
        with sqlite3.connect(path) as db, open(b.csv, encoding="utf-8", newline="") as f:
            rows = csv.reader(f)
            db.execute("CREATE TABLE 实际 (%s)" % ", ".join(c + " TEXT" for c in next(rows)))
            db.executemany("INSERT INTO 实际 VALUES (?, ?, ?, ?, ?)", rows)
    jobs = [base, b.eval("SQLite", path, want=base.out), Job("  sqlite3 -csv", ["sqlite3", "-csv", path, "SELECT * FROM 实际"])]
    more, end = postgres(b, base)
    try:
        b.show("database", jobs + more)
    finally:
        end()


GROUPS = {"text": text, "xlsx": workbooks, "database": databases}


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("build", type=Path)
    args.add_argument("--only", default=",".join(GROUPS))
    args.add_argument("--runs", type=int, default=5)
    args.add_argument("--cores", default="0,1")
    args = args.parse_args()
    b = Bench(args.build.resolve(), args.runs, args.cores)
    for name in args.only.split(","):
        GROUPS[name](b)


if __name__ == "__main__":
    sys.exit(main())
