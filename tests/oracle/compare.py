"""Runs pgl and compares the whole of its JSON, its counts and its bad rows with what the oracle says."""
import datetime
import json
import re
import subprocess
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from cells import find_unit
from model import program_text
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
    def __init__(self):
        self.wrong = []

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
        self.same(where + ".indicators", [i["name"] for i in got["indicators"]], [i["name"] for i in want["indicators"]])
        for g, w in zip(got["indicators"], want["indicators"]):
            self.indicator(f"{where}.{w['name']}", g, w)

    def indicator(self, where, got, want):
        for k in ("section", "level1", "level2", "verdict", "weight", "base_weight", "score", "deviation", "on_track",
                  "no_data"):
            self.same(f"{where}.{k}", got[k], want[k])
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


def run_pgl(pgl, folder, files, as_of=None, extra=()):
    command = [str(pgl), "eval", "targets.pgl", "--actuals", *files, "--format", "json", "--color=never", "--lang", "zh", *extra]
    if as_of:
        command += ["--as-of", datetime.date.fromordinal(as_of).isoformat()]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


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


def check(pgl, folder, program, tables, as_of, extra=()):
    """Writes nothing; the folder holds targets.pgl and the files. Gives the differences, as lines."""
    run, want = expected(program, tables, as_of)
    code, out, err = run_pgl(pgl, folder, [n for n, _ in tables], as_of, extra)
    return against(run, want, code, out, err)


def against(run, want, code, out, err):
    c = Compare()
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
        told = {(f, n) for k, f, n in listed if k == kind}
        real = {b[1] for b in run.bad if b[0] == kind}
        if told - real:
            c.wrong.append(f"{kind}: pgl says {sorted(told - real)[:5]}, not so; oracle: {sorted(real - told)[:5]}")
        elif len(told) < min(20, len(real)):
            c.wrong.append(f"{kind}: pgl misses {sorted(real - told)[:5]}")
    return c.wrong


def write(folder, program, tables):
    (folder / "targets.pgl").write_text(program_text(program), encoding="utf-8")
    for name, data in tables:
        (folder / name).write_bytes(data)
