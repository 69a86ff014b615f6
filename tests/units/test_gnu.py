#!/usr/bin/env python3
"""Compare every definition of stdlib/units.pgl that GNU units also knows with GNU's own, exactly.

    tests/units/run_gnu.py BUILD      (or PGL=path/to/pgl tests/units/run_gnu.py)

gnu-units.tsv names for each unit a target unit and both sides in GNU's words. Three witnesses must agree:
what `pgl units 1亩 to 平方米` prints, the fraction worked out from the text of GNU's definitions file, and
(to 1 part in 10^12, for it computes in floats) the number that the program `units` prints. A unit
that units.pgl derives but the table leaves out is a failure too. Nothing is installed: without GNU units
the test says so and counts nothing.
"""
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
UNITS_PGL = HERE.parent.parent / "stdlib" / "units.pgl"


class GnuUnits:
    """GNU's definitions as exact fractions over its primitive units."""

    TOKEN = re.compile(r"\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+|\*\*|[*/|^()]|[^\s*/|^()+-]+|[+-]")

    def __init__(self, path):
        self.units, self.prefixes, self.cache = {}, {}, {}
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        depth = 0  # inside !var or !locale: definitions that depend on the user's settings
        for line in text.split("\n"):
            line = line.split("#")[0].strip()
            if re.match(r"!(var|varnot|locale)\b", line):
                depth += 1
            elif re.match(r"!end(var|locale)\b", line):
                depth -= 1
            words = line.split(None, 1)
            if depth or line.startswith("!") or len(words) < 2 or "(" in words[0] or "[" in words[0]:
                continue
            name, body = words
            if name.endswith("-"):
                self.prefixes.setdefault(name[:-1], body)
            else:
                self.units.setdefault(name.lstrip("+"), body)

    def value(self, text):
        return Expr(self, self.TOKEN.findall(text)).whole()

    def named(self, name):
        if name not in self.cache:
            self.cache[name] = None  # a definition that needs itself fails below
            self.cache[name] = self.resolve(name)
        if self.cache[name] is None:
            raise ValueError("circular definition: " + name)
        return self.cache[name]

    def resolve(self, name):
        body = self.units.get(name)
        if body == "!":
            return Fraction(1), Counter({name: 1})
        if body == "!dimensionless":
            return Fraction(1), Counter()
        if body:
            return self.value(body)
        if name in self.prefixes:
            return self.value(self.prefixes[name])
        for p in sorted(self.prefixes, key=len, reverse=True):
            if name.startswith(p) and name[len(p):] in self.units:
                return times(self.value(self.prefixes[p]), self.named(name[len(p):]))
        if name.endswith("s") and len(name) > 2:
            return self.named(name[:-1])
        raise ValueError("GNU units does not know " + name)


class Expr:
    """GNU's grammar: a|b binds closest, then ^, then juxtaposition, then * and /."""

    def __init__(self, gnu, tokens):
        self.gnu, self.t, self.i = gnu, tokens, 0

    def peek(self):
        return self.t[self.i] if self.i < len(self.t) else ""

    def next(self):
        self.i += 1
        return self.t[self.i - 1]

    def whole(self):
        v = self.quotient()
        if self.i != len(self.t):
            raise ValueError("cannot read GNU expression: " + " ".join(self.t))
        return v

    def quotient(self):
        v = (Fraction(1), Counter()) if self.peek() == "/" else self.product()  # "/s" is 1/s
        while self.peek() in ("*", "/"):
            sign = 1 if self.next() == "*" else -1
            v = times(v, self.product(), sign)
        return v

    def product(self):
        v = self.power()
        while self.peek() and self.peek() not in "*/)^|+-":
            v = times(v, self.power())
        return v

    def power(self):
        v = self.atom()
        if self.peek() in ("^", "**"):
            self.next()
            sign = -1 if self.peek() == "-" and self.next() else 1
            n = sign * int(self.next())
            v = (v[0] ** n, Counter({k: e * n for k, e in v[1].items()}))
        return v

    def atom(self):
        t = self.next()
        if t == "(":
            v = self.quotient()
            if self.next() != ")":
                raise ValueError("missing ) in GNU expression")
            return v
        if t[0].isdigit() or t[0] == ".":
            x = Fraction(t)
            if self.peek() == "|":
                self.next()
                x /= Fraction(self.next())
            return x, Counter()
        m = re.fullmatch(r"(.*\D)([2-9])", t)  # cm2 is cm^2
        if m and t not in self.gnu.units:
            v = self.gnu.named(m[1])
            n = int(m[2])
            return v[0] ** n, Counter({k: e * n for k, e in v[1].items()})
        return self.gnu.named(t)


def times(a, b, sign=1):
    dim = Counter(a[1])
    for k, e in b[1].items():
        dim[k] += sign * e
    return a[0] * b[0] ** sign, Counter({k: e for k, e in dim.items() if e})


def gnu_says(exe, have, want):
    out = subprocess.run([exe, "-1", "-t", "-d", "15", "--", have, want], capture_output=True, text=True)
    words = out.stdout.split()
    return Fraction(words[0]) if out.returncode == 0 and len(words) == 1 else None


def pgl_says(pgl, have, want):
    """The number that `pgl units 1亩 to 平方米` gives for the target unit, as a fraction."""
    out = subprocess.run([pgl, "units", "1" + have, "to", want], capture_output=True, text=True)
    if out.returncode != 0:
        return None, (out.stdout + out.stderr).strip()
    answer = out.stdout.split("=")[-1]
    m = re.search(r"-?\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d[\d,]*)?", answer)
    return (Fraction(re.sub(r"[,\s]", "", m[0])) if m else None), out.stdout.strip()


def derived_units():
    """Names that units.pgl gives by a formula: each must be in the table."""
    text = UNITS_PGL.read_text(encoding="utf-8")
    return re.findall(r"^单位 ([^\s:=]+)(?::[^=\n]*)? += ", text, re.M)


def main():
    pgl = os.environ.get("PGL") or (str(Path(sys.argv[1]).resolve() / "pgl") if len(sys.argv) > 1 else "")
    exe = shutil.which("units")
    if not exe:
        print("skipped: GNU units is not installed (Debian package units)\n0 passed, 0 failed")
        return 0
    if not pgl:
        print(__doc__, file=sys.stderr)
        return 2
    where = subprocess.run([exe, "-U"], capture_output=True, text=True).stdout.strip()
    gnu = GnuUnits(Path(where))
    failures, compared, seen = [], 0, set()
    for n, line in enumerate((HERE / "gnu-units.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4:
            failures.append("%d: four columns expected, found %d" % (n, len(cells)))
            continue
        have, want, gnu_have, gnu_want = cells
        seen.add(have)
        if gnu_have == "-":
            continue
        try:
            ratio, dim = times(gnu.value(gnu_have), gnu.value(gnu_want), -1)
        except ValueError as e:
            failures.append("%d: %s" % (n, e))
            continue
        if dim:
            failures.append("%d: GNU cannot convert %s to %s" % (n, gnu_have, gnu_want))
            continue
        about = gnu_says(exe, gnu_have, gnu_want)
        if about is None or abs(about / ratio - 1) > Fraction(1, 10 ** 12):
            failures.append("%d: definitions give %s, the program units %s" % (n, ratio, about))
        got, said = pgl_says(pgl, have, want)
        compared += 1
        if got != ratio:
            failures.append("%d: 1%s = %s%s by GNU units; pgl says: %s" % (n, have, ratio, want, said))
    failures += ["no row for " + u for u in derived_units() if u not in seen]
    for f in failures:
        print("gnu-units.tsv:" + f)
    if not compared:
        failures.append("nothing was compared")
    print("%d passed, %d failed" % (max(0, compared - len(failures)), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
