"""Runs pgl and compares the whole of its JSON, its counts and its bad rows with what the oracle says."""
import csv
import datetime
import io
import json
import re
import subprocess
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from cells import find_unit
from model import decimal, program_text
from oracle import Run, round_half_up

F = Fraction


class Differs(Exception):
    pass


def ended(x):
    d = x.denominator
    for p in (2, 5):
        while d % p == 0:
            d //= p
    return d == 1


def shown(x):
    """A figure as the JSON gives it: exact where the decimal ends, else to 12 places."""
    return x if x is None or ended(x) else round_half_up(x, 12)


class Compare:
    def __init__(self, places=None):
        self.wrong, self.places = [], places

    def place(self, line):
        return self.places[line] if self.places else line

    def same(self, where, got, want):
        if isinstance(want, Fraction) and not isinstance(got, bool) and isinstance(got, (int, Decimal)):
            if F(got) == shown(want):
                return
        elif got == want:
            return
        self.wrong.append(f"{where}: pgl {got!r}, oracle {str(shown(want)) if isinstance(want, Fraction) else want!r}")

    def entity(self, where, got, want):
        for k in ("name", "ruleset", "score", "judged", "weight", "grade", "provisional"):
            self.same(f"{where}.{k}", got[k], want[k])
        if got["budget"] is None or want["budget"] is None:
            self.same(where + ".budget", got["budget"], want["budget"])
        else:
            for k, v in want["budget"].items():
                self.same(f"{where}.budget.{k}", got["budget"][k], v)
        self.same(where + ".plan", len(got["plan"]), len(want["plan"]))
        for g, w in zip(got["plan"], want["plan"]):
            self.same(where + ".plan.date", g["date"], datetime.date.fromordinal(w["date"]).isoformat())
            for k in ("planned", "actual", "ahead"):
                self.same(f"{where}.plan.{g['date']}.{k}", g[k], w[k])
        self.same(where + ".requires", [r["holds"] for r in got["requires"]], want["requires"])
        self.same(where + ".indicators", [i["name"] for i in got["indicators"]], [i["name"] for i in want["indicators"]])
        for g, w in zip(got["indicators"], want["indicators"]):
            self.indicator(f"{where}.{w['name']}", g, w)

    def indicator(self, where, got, want):
        for k in ("section", "level1", "level2", "verdict", "weight", "base_weight", "score", "deviation", "on_track",
                  "no_data"):
            self.same(f"{where}.{k}", got[k], want[k])
        self.same(where + ".rows", got["rows"], want["rows"])
        self.same(where + ".evidence", [(x["file"], x["row"]) for x in got["evidence"]],
                  [self.place(x) for x in want["evidence"]])
        if want["reason"] is not None:
            self.same(where + ".reason", got["reason"], want["reason"])
        self.same(where + ".flags", sorted(got["flags"]), sorted(want["flags"]))
        t, value = want["t"], want["value"]
        target = got["target"]
        if t.form in (">=", "<=", ">", "<", "=", "bare", "hole"):
            self.same(where + ".target.op", target["op"], None if t.form == "bare" else ">=" if t.form == "hole" else t.form)
            self.same(where + ".target.value", target["value"], t.value)
        elif t.form == "range":
            self.same(where + ".target.low", target["low"], t.value)
            self.same(where + ".target.high", target["high"], t.high)
        elif t.form == "date":
            self.same(where + ".target.date", target["date"], datetime.date.fromordinal(t.value).isoformat())
        elif t.form == "bool":
            self.same(where + ".target.bool", target["bool"], t.value)
        actual = got["actual"]
        if value[0] == "none" or actual is None:
            self.same(where + ".actual", actual, None if value[0] == "none" else value)
        elif value[0] == "num":
            self.same(where + ".actual.value", actual["value"], value[1] / (find_unit(t.unit)[1] if t.unit else 1))
            self.same(where + ".actual.unit", actual["unit"], t.unit)
        elif value[0] == "bool":
            self.same(where + ".actual.value", actual["value"], value[1])
        elif value[0] == "date":
            self.same(where + ".actual.value", actual["value"], datetime.date.fromordinal(value[1]).isoformat())
        else:
            self.same(where + ".actual.share", actual.get("share"), value[2])


FINDING = re.compile(r"^(?:错误|警告)\[([EW]\d+)\]: .*\n *┌─ (.*?):(?:[^:!]*![A-Z]*)?(\d+)(?::(\d+))?$", re.M)
MORE = re.compile(r"^另有 (\d+) 个 ([EW]\d+) 未列出", re.M)


def findings(err):
    """What standard error tells: the (code, file, line) it shows, and how many there are of each code."""
    listed = [(m[1], m[2], int(m[3])) for m in FINDING.finditer(err)]
    count = Counter(code for code, _, _ in listed)
    for m in MORE.finditer(err):
        count[m[2]] += int(m[1])
    return listed, count


def compiled(pgl, folder):
    """The program's plan; its name."""
    done = subprocess.run([str(pgl), "compile", "targets.pgl", "-o", "targets.plan"], cwd=folder, capture_output=True)
    if done.returncode:
        raise Differs("pgl compile: " + done.stderr.decode()[:500])
    return "targets.plan"


def run_pgl(pgl, folder, files, as_of=None, extra=(), targets="targets.pgl"):
    command = [str(pgl), "eval", targets, "--actuals", *files, "--format", "json", "--color=never", "--lang", "zh",
               "--bad-rows", "bad.csv", *extra]
    (folder / "bad.csv").unlink(missing_ok=True)
    if as_of:
        command += ["--as-of", datetime.date.fromordinal(as_of).isoformat()]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    bad = folder / "bad.csv"
    return done.returncode, done.stdout.decode(), done.stderr.decode(), bad.read_text("utf-8") if bad.exists() else ""


def expected(program, tables, as_of):
    """Runs the oracle over tables of rows: [(file name, rows)]."""
    run = Run(program, as_of)
    places = {}
    for name, rows in tables:
        for row in rows:
            row = dict(row, line=(name, row["line"]))
            run.take(row)
    want = run.result()
    del places
    return run, want


def check(pgl, folder, program, tables, as_of, plan=False):
    """The folder holds targets.pgl and the files. Gives the differences, as lines; with `plan` of both ways."""
    run, want = expected(program, tables, as_of)
    done = run_pgl(pgl, folder, [n for n, _ in tables], as_of)
    wrong = against(run, want, *done)
    if plan and not wrong:
        again = run_pgl(pgl, folder, [n for n, _ in tables], as_of, targets=compiled(pgl, folder))
        wrong = ["by plan: " + x for x in against(run, want, *again)]
        if not wrong and results(again[1]) != results(done[1]):
            wrong.append("the compiled plan gives other results than its source")
        table = run_pgl(pgl, folder, [n for n, _ in tables], as_of, ("--format", "csv"))[1]
        wrong += csv_agrees(table, done[1])
    return wrong


def target_value(i):
    return next((i["target"][k] for k in ("value", "low", "date", "bool") if k in i["target"]), None)


def what_if(pgl, folder, program, tables, as_of, rng):
    """A value assumed in place of what rows made: verdicts, points and totals."""
    choice = [(e, m) for e in program.entities() if e.kind == "项目" for m in e.measures]
    if not choice:
        return []
    e, m = rng.choice(choice)
    value = Fraction(rng.randrange(2, 5000), rng.choice([1, 10, 100])) + (2 if m.unit in ("%", "‰") else 0)
    text = f"{e.name}.{m.name} = {decimal(value)}{m.unit}"
    run = Run(program, as_of)
    for name, rows in tables:
        for row in rows:
            run.take(dict(row, line=(name, row["line"])))
    run.cache[id(run.measure[id(e), m.name]), False] = ("num", value * find_unit(m.unit)[1])
    want = run.result()
    out, err = run_pgl(pgl, folder, [n for n, _ in tables], as_of, ("--what-if", text))[1:3]
    if not out.startswith("{"):
        return [f"--what-if {text}: {err[-600:]}"]
    got = json.loads(out, parse_float=Decimal, parse_int=int)
    c = Compare()
    for kind in ("projects", "departments"):
        for g, w in zip(got[kind], want[kind]):
            for k in ("score", "judged", "weight", "grade"):
                c.same(f"{w['name']}.{k}", g[k], w[k])
            for a, b in zip(g["indicators"], w["indicators"]):
                for k in ("verdict", "weight", "score", "deviation", "on_track", "no_data"):
                    c.same(f"{w['name']}.{b['name']}.{k}", a[k], b[k])
    return [f"--what-if {text}: {x}" for x in c.wrong]


CSV_FIGURES = {"target_value": target_value, "target_high": lambda i: i["target"].get("high"), "weight": lambda i: i["weight"],
               "base_weight": lambda i: i["base_weight"], "score": lambda i: i["score"], "deviation": lambda i: i["deviation"]}


def csv_agrees(text, out):
    """--format csv tells what the JSON tells, an indicator a row."""
    rows = list(csv.DictReader(io.StringIO(text)))
    got = json.loads(out, parse_float=Decimal, parse_int=int)
    told = {}
    for kind in ("projects", "departments"):
        for e in got[kind]:
            for i in e["indicators"]:
                told[i["file"], i["line"], i["name"], e["name"]] = i
    wrong = []
    for r in rows:
        if r["kind"] not in ("project", "department"):
            continue
        i = told.pop((r["file"], int(r["line"]), r["name"], r["project"] or r["department"]), None)
        if i is None or r["verdict"] != i["verdict"] or r["rows"] != str(i["rows"]):
            wrong.append(f"csv: {r['name']}: {r['verdict']}, {r['rows']} rows; JSON: {i and (i['verdict'], i['rows'])}")
            continue
        for column, figure in CSV_FIGURES.items():
            want = figure(i)
            if isinstance(want, (bool, str)):
                if r[column] != str(want).lower():
                    wrong.append(f"csv: {r['name']}.{column}: {r[column]}; JSON: {want}")
            elif (r[column] == "") != (want is None) or want is not None and Decimal(r[column]) != want:
                wrong.append(f"csv: {r['name']}.{column}: {r[column]}; JSON: {want}")
    if told:
        wrong.append(f"csv: {len(told)} indicators of the JSON are missing, such as {next(iter(told))}")
    return wrong


def results(text):
    got = json.loads(text)
    return {k: v for k, v in got.items() if k != "inputs"}


def bad_rows(text, run):
    """--bad-rows FILE: every one, in reading order; two values of one day, known only at the end, stand there."""
    told = [(r["代码"], (r["文件"], int(r["行"]))) for r in csv.DictReader(io.StringIO(text))]
    real = list(run.bad)
    wrong = []
    missing, extra = Counter(real) - Counter(told), Counter(told) - Counter(real)
    if missing or extra:
        wrong.append(f"--bad-rows: misses {sorted(missing)[:4]}, has {sorted(extra)[:4]} besides")
    order = [b for b in told if b[0] != "E0730"]
    if not wrong and order != [b for b in real if b[0] != "E0730"]:
        wrong.append("--bad-rows: not in reading order")
    return wrong


def against(run, want, code, out, err, listing):
    c = Compare(getattr(run, "places", None))
    if hasattr(run, "counts"):
        c.same("exit", code, run.exit(want))
    if not out.startswith("{"):
        return [f"pgl ended with {code}: {err[:2000]}"]
    got = json.loads(out, parse_float=Decimal, parse_int=int)
    for kind in ("projects", "departments"):
        c.same(kind, [e["name"] for e in got[kind]], [e["name"] for e in want[kind]])
        for g, w in zip(got[kind], want[kind]):
            c.entity(w["name"], g, w)
    for k, v in want["rows"].items():
        c.same("rows." + k, got["rows"][k], v)
    listed, count = findings(err)
    bad = Counter(b[0] for b in run.bad)
    for kind in sorted(set(bad) | {k for k in count if k[0] == "E"}):
        c.same("findings." + kind, count[kind], bad[kind])
        told = Counter((f, n) for k, f, n in listed if k == kind)
        real = Counter(b[1] for b in run.bad if b[0] == kind)
        if told - real:
            c.wrong.append(f"{kind}: pgl says {sorted(told - real)[:5]}, not so; oracle: {sorted(real - told)[:5]}")
        elif told.total() < min(20, real.total()):
            c.wrong.append(f"{kind}: pgl misses {sorted(real - told)[:5]}")
    return c.wrong + bad_rows(listing, run)


def write(folder, program, tables):
    (folder / "targets.pgl").write_text(program_text(program), encoding="utf-8")
    for name, data in tables:
        (folder / name).write_bytes(data)
