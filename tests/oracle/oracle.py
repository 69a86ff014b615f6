"""The results that a program (model.py) and rows of actual values must give: an exact and slow second reading of the
language (docs/manual/2-language.md to 4-results.md), independent of pgl's code. Rationals throughout.

  run = Run(program, as_of); for row in rows: run.take(row); result = run.result()

A row is a dict of texts: department project level2 name date value unit reason (None: no such column), header_unit,
line, wide (more cells than the header). The result has the shape of pgl's JSON, figures as Fraction; run.bad lists
(code, line) of every bad row.
"""
import datetime
from fractions import Fraction

from cells import UNITS, Bad, find_unit, key, read_date, read_value

F = Fraction


class Want:
    def __init__(self, kind, unit=None, lows=None, words=None):
        self.kind, self.unit, self.lows, self.words = kind, unit, lows, words


class Input:
    """What rows fill: a 数据, 支出, or an indicator's own rows."""

    def __init__(self, entity, name, agg, want, indicator=None, told=True):
        self.entity, self.name, self.agg, self.want = entity, name, agg, want
        self.indicator, self.told = indicator, told
        self.unused = False
        self.now, self.then = [], []  # (date, value, line)
        self.flags, self.reason = set(), None

    def value(self, rows):
        """Of one span; and the two rows of a clash, where there is one."""
        told = [r for r in rows if r[1][0] != "none"]
        if self.agg == "count":
            return (("num", F(len(told))) if told else ("none", "no_row", self.name)), None
        none = [r for r in rows if r[1][0] == "none"]
        last = max((r[0] for r in told), default=None)
        if not told or (self.agg == "last" and none and max(r[0] for r in none) > last):
            if not none:
                return ("none", "no_row", self.name), None
            latest = max(r[0] for r in none)
            return [r[1] for r in none if r[0] == latest][-1], None
        if self.agg == "last":
            day = [r for r in told if r[0] == last]
            other = [r for r in day if r[1] != day[0][1]]
            if other:
                return ("none", "conflict", self.name), (day[0][2], other[0][2])
            return day[0][1], None
        numbers = [r[1][1] for r in told]
        total = {"sum": lambda: sum(numbers), "avg": lambda: sum(numbers) / len(numbers), "max": lambda: max(numbers),
                 "min": lambda: min(numbers)}[self.agg]()
        return ("num", F(total)), None


def form_kind(target):
    return {"bool": "bool", "date": "date", "text": "grade"}.get(target.form, "num")


def round_half_up(x, places):
    n = (abs(x) * 10**places + F(1, 2)).__floor__()
    return F(n if x >= 0 else -n, 10**places)


def cut(x):
    return min(F(1), max(F(0), x))


class Run:
    def __init__(self, program, as_of=None):
        self.p = program
        year = program.year
        self.end = datetime.date(year, 12, 31).toordinal()
        self.start = datetime.date(year, 1, 1).toordinal()
        self.as_of = min(as_of or self.end, self.end)
        d = datetime.date.fromordinal(self.as_of)
        feb = d.month == 2 and (d + datetime.timedelta(1)).month == 3
        self.prev_end = (datetime.date(year - 1, 3, 1).toordinal() - 1 if feb else
                         datetime.date(year - 1, d.month, d.day).toordinal())
        self.prev_start = datetime.date(year - 1, 1, 1).toordinal()
        self.full = self.as_of == self.end
        self.counts = dict.fromkeys("read used compared after_as_of out_of_span bad unit_assumed".split(), 0)
        self.bad, self.warned = [], []
        self.entities = list(program.entities())
        self.by_name = {}
        self.inputs = {}  # (id(entity), key): [Input …]
        self.fillable = {}  # id(entity): [Input …]
        self.measure = {}  # (id(entity), name): Input
        self.own = {}  # id(indicator): Input
        self.cache = {}
        for e in self.entities:
            self.by_name.setdefault(key(e.name), []).append(e)
            self.declare(e)
        self.within, self.of_entity = {}, {}  # by id: the entities that count in one, its inputs
        for e in self.entities:
            if self.owner(e) is not e:
                self.within.setdefault(id(self.owner(e)), []).append(e)
        for (e, _), many in self.inputs.items():
            self.of_entity.setdefault(e, []).extend(many)
        self.numbered = list({id(x): x for many in self.inputs.values() for x in many}.values())
        for n, got in enumerate(self.numbered):
            got.number = n
        self.departments = [e for e in self.entities if e.kind == "部门"]
        self.projects = [e for e in self.entities if e.kind == "项目"]

    # ---- what rows may fill ----------------------------------------------------------------------

    def owner(self, e):
        """The entity in which an indicator written in e counts: of a project's 分项 the project."""
        up = e
        while up.kind == "分项" and up.parent is not None:
            up = up.parent
        return up if up.kind == "项目" else e

    def declare(self, e):
        home = self.owner(e)
        # 支出 is counted in the unit its budget is written in.
        money = "万元" if e.budget is not None else "元"
        self.add(Input(e, "支出", "sum", Want("num", money)), e, "支出")
        for m in e.measures:
            self.add(Input(e, m.name, m.agg, Want("num", m.unit)), e, m.name)
        for i in e.indicators():
            i.entity, i.owner = e, home
            same = self.measure.get((id(home), i.name)) or self.measure.get((id(e), i.name))
            if not i.formula and not i.combine and same:
                self.own[id(i)] = same
                continue
            told = i.combine is not None or i.formula is not None
            shown = next((t for _, t in i.targets if t.form not in ("na",)), i.first())
            # Where nothing tells what is measured, the cell is kept as text and no row is bad (decision 6).
            kind = "any" if shown.form in ("na", "hole") and shown.unit is None else form_kind(shown)
            want = Want(kind, shown.unit, home.ruleset.lows, None)
            got = Input(home, i.name, i.combine or "last", want, i, told)
            got.unused = bool(i.formula)
            self.own[id(i)] = got
            self.inputs.setdefault((id(home), key(i.name)), []).append(got)
            self.fillable.setdefault(id(home), []).append(got)

    def add(self, got, e, name):
        self.measure[id(e), name] = got
        self.inputs.setdefault((id(e), key(name)), []).append(got)
        self.fillable.setdefault(id(e), []).append(got)

    # ---- rows ------------------------------------------------------------------------------------

    def find_entity(self, row):
        dept = None
        if row.get("department"):
            named = [e for e in self.by_name.get(key(row["department"]), []) if e.kind == "部门"]
            if not named:
                raise Bad("E0711")
            dept = named[0]

        def under(e):
            while e is not None and e is not dept:
                e = e.parent
            return e is dept
        if row.get("project"):
            for kind in ("项目", "分项", "部门"):
                named = [e for e in self.by_name.get(key(row["project"]), [])
                         if e.kind == kind and (dept is None or under(e))]
                if len(named) > 1:
                    raise Bad("E0714")
                if named:
                    return named[0]
            raise Bad("E0712")
        alone = len(self.projects) == 1 and (row.get("project") is None or not self.departments)
        if alone and (dept is None or under(self.projects[0])):
            return self.projects[0]
        if dept is not None:
            return dept
        if len(self.departments) == 1:
            return self.departments[0]
        raise Bad("E0715")

    def inputs_in(self, e, name, level2, within=None):
        named = [i for i in self.inputs.get((id(e), name), [])
                 if within is None or (i.indicator and i.indicator.entity is within)]
        if len(named) > 1:
            named = [i for i in named if level2 and i.indicator and i.indicator.level2 and key(i.indicator.level2) == level2]
            if len(named) != 1:
                raise Bad("E0716")
        return named

    def find_input(self, row):
        e = self.find_entity(row)
        name, level2 = key(row["name"] or ""), key(row.get("level2") or "")
        named = self.inputs_in(e, name, level2)
        if not named:
            inside = [s for s in self.entities if s.kind == "分项" and s is not e and self.below(s, e)]
            found = [x for s in inside for x in self.inputs_in(s, name, level2)]
            if len(found) > 1:
                raise Bad("E0716")
            named = found
        if not named and self.owner(e) is not e:
            named = self.inputs_in(self.owner(e), name, level2, e)
        if not named and row.get("project") is None and len(self.projects) == 1 and e is self.projects[0] and e.parent:
            named = self.inputs_in(e.parent, name, level2)
        if not named:  # the very name, but in a project of the department: it is the project that is missing
            there = any(x.name == row["name"] for at in self.entities if self.below(at, e)
                        for x in self.fillable.get(id(at), []))
            raise Bad("E0715" if there else "E0713")
        return named[0]

    @staticmethod
    def below(e, ancestor):
        while e is not None and e is not ancestor:
            e = e.parent
        return e is ancestor

    def match(self, row):
        try:
            return self.find_input(row)
        except Bad as bad:
            if bad.code not in ("E0711", "E0712", "E0713"):
                raise
            bare, quotes = dict(row), False
            for c in ("department", "project", "level2", "name"):
                text = key(row.get(c) or "")
                if len(text) >= 3 and text[0] == text[-1] == '"':
                    bare[c], quotes = text[1:-1], True
            if not quotes:
                raise
            try:
                return self.find_input(bare)
            except Bad:
                raise bad from None

    def take(self, row):
        self.count(self.read(row), row["line"])

    def read(self, row):
        """What a row says, wherever it stands: the code of a bad one, or its Input with date, value, flags, …"""
        try:
            if row.get("wide"):
                raise Bad("E0706")
            return self.understand(row)
        except Bad as bad:
            return bad.code

    def understand(self, row):
        got = self.match(row)
        date = read_date(row["date"], self.p.year, self.as_of) if key(row.get("date") or "") else self.as_of
        want = got.want
        if got.indicator and want.kind == "grade":
            t = self.target(got.indicator)
            want = Want("grade", None, want.lows, t.value if t.form == "text" else None)
        reason = (row.get("reason") or "").strip()
        value, flags, assumed = read_value(want, row["value"] or "", row.get("unit") or "", row.get("header_unit") or "",
                                           self.p.year, self.as_of)
        if value is None:
            value = ("none", "written")
        elif value[0] == "none":
            value = ("none", "not_applicable", reason) if reason else ("none", "written")
        return got, date, value, flags, assumed, reason

    def count(self, said, line):
        """One row more that says this."""
        self.counts["read"] += 1
        if isinstance(said, str):
            self.counts["bad"] += 1
            self.bad.append((said, line))
            return
        got, date, value, flags, assumed, reason = said
        if date > self.as_of:
            self.counts["after_as_of"] += 1
            return
        prev = date < self.start
        if prev and not self.prev_start <= date <= self.prev_end:
            self.counts["out_of_span"] += 1
            return
        self.counts["compared" if got.unused else "used"] += 1
        self.counts["unit_assumed"] += assumed
        for flag, code in (("approximate", "W0731"), ("repeated_operator", "W0732")):
            if flag in flags:
                self.warned.append((code, line))
        if not prev:
            got.flags |= flags
            got.reason = reason or got.reason
        (got.then if prev else got.now).append((date, value, line))

    # ---- values ----------------------------------------------------------------------------------

    def input_value(self, got, prev=False):
        at = (id(got), prev)
        if at not in self.cache:
            value, clash = got.value(got.then if prev else got.now)
            if clash:
                self.bad.append(("E0730", clash[1]))
                self.counts["bad"] += 2
                if not got.unused:
                    self.counts["used"] -= 2
            if prev and value[:2] == ("none", "no_row"):
                value = ("none", "no_last_year", got.name)
            self.cache[at] = value
        return self.cache[at]

    def spent(self, e, prev=False, until=None):
        own = self.measure[id(e), "支出"]
        rows = own.then if prev else own.now
        if not rows:
            # Else the sum of what lies below; where a project has no data, there is no sum.
            parts = [self.spent(c, prev, until) for c in e.children
                     if c.kind == "项目" or c.budget is not None or self.any_rows(c, prev)]
            for x in parts:
                if x[0] == "none":
                    return x
            if parts:
                return ("num", sum(x[1] for x in parts))
        rows = [r for r in rows if r[1][0] == "num"]
        if not rows:
            return self.input_value(own, prev)
        return ("num", sum((r[1][1] for r in rows if until is None or r[0] <= until), F(0)))

    def any_rows(self, e, prev):
        own = self.measure[id(e), "支出"]
        return bool(own.then if prev else own.now)

    def budget(self, e):
        if e.budget is None:
            return None
        amount = e.budget
        for when, new in e.adjusted:
            if when is None or when <= self.as_of:
                amount = new
        return amount

    def rate(self, e):
        b = self.budget(e)
        if b is None:
            return ("none", "no_budget")
        if b == 0:
            return ("none", "zero_budget")
        s = self.spent(e)
        return s if s[0] == "none" else ("num", s[1] / b)

    def target(self, i):
        out = i.targets[0][1]
        for when, new in i.targets[1:]:
            if when is None or when <= self.as_of:
                out = new
        return out

    def eval(self, f, e, prev=False, actual=None, goal=None):
        kind = f[0]
        if kind == "name":
            return self.named(f[1], e, prev)
        if kind == "num":
            return ("num", f[1] * (find_unit(f[2])[1] if f[2] else 1))
        if kind == "last":
            return self.named(f[1], e, True)
        if kind == "yoy":
            now, then = self.named(f[1], e, False), self.named(f[1], e, True)
            return self.arith("/", self.arith("-", now, then), then)
        if kind == "fig":
            project, figure = f[1].rsplit(".", 1) if "." in f[1] else (None, f[1])
            at = next(x for x in self.entities if x.name == project) if project else e
            while not project and at.kind == "分项" and at.budget is None and at.parent is not None:
                at = at.parent
            if figure == "预算":
                b = self.budget(at)
                return ("none", "no_budget") if b is None else ("num", b)
            return self.spent(at, prev) if figure == "支出" else self.rate(at)
        if kind == "actual":
            return actual
        if kind == "target":
            return goal
        if kind == "if":
            op, a, b = f[1]
            a, b = (self.eval(x, e, prev, actual, goal) for x in (a, b))
            for x in (a, b):
                if x[0] == "none":
                    return x
            return self.eval(f[2] if compare(op, a[1], b[1]) else f[3], e, prev, actual, goal)
        if kind == "over":
            values = [self.input_value(self.measure[id(x), f[2]], prev) for x in self.entities
                      if x.kind == "项目" and self.below(x, e) and (id(x), f[2]) in self.measure]
            if f[1] == "计数":
                return ("num", F(sum(v[0] == "num" for v in values)))
            for v in values:
                if v[0] == "none":
                    return v
            n = [v[1] for v in values]
            return ("num", {"合计": sum(n), "平均": sum(n) / len(n), "最大": max(n), "最小": min(n)}[f[1]])
        a, b = (self.eval(x, e, prev, actual, goal) for x in f[1:3])
        if kind in ("min", "max"):
            for x in (a, b):
                if x[0] == "none":
                    return x
            return ("num", min(a[1], b[1]) if kind == "min" else max(a[1], b[1]))
        return self.arith(kind, a, b)

    @staticmethod
    def arith(op, a, b):
        for x in (a, b):
            if x[0] == "none":
                return x
        if op == "/":
            return ("none", "zero_division") if b[1] == 0 else ("num", a[1] / b[1])
        return ("num", {"+": a[1] + b[1], "-": a[1] - b[1], "*": a[1] * b[1]}[op])

    def named(self, name, e, prev):
        at = e
        while at is not None:
            for n, f in at.lets:
                if n == name:
                    return self.eval(f, at, prev)
            if name == "支出":  # of a project's 分项: the project's
                return self.spent(self.owner(at), prev)
            if (id(at), name) in self.measure:
                return self.input_value(self.measure[id(at), name], prev)
            at = at.parent
        raise KeyError(name)

    def actual(self, i):
        if i.formula:
            return self.eval(i.formula, i.entity)
        return self.input_value(self.own[id(i)])

    def stands_on(self, i):
        """The rows behind an indicator, in the order of its formula: [(Input, last year's?)], each once."""
        seen = []

        def add(got, prev):
            if (got, prev) not in seen:
                seen.append((got, prev))

        def spent(e, prev):
            own = self.measure[id(e), "支出"]
            if own.then if prev else own.now:
                add(own, prev)
                return
            for c in e.children:
                if c.kind == "项目" or c.budget is not None or self.any_rows(c, prev):
                    spent(c, prev)

        def walk(f, e, prev):
            if f[0] == "name" or f[0] in ("last", "yoy"):
                at, when = e, {"name": [prev], "last": [True], "yoy": [False, True]}[f[0]]
                while at is not None:
                    let = next((g for n, g in at.lets if n == f[1]), None)
                    if let or f[1] == "支出" or (id(at), f[1]) in self.measure:
                        break
                    at = at.parent
                for p in when:
                    if let:
                        walk(let, at, p)
                    elif f[1] == "支出":
                        spent(self.owner(at), p)
                    else:
                        add(self.measure[id(at), f[1]], p)
            elif f[0] == "over":
                for x in self.entities:
                    if x.kind == "项目" and self.below(x, e) and (id(x), f[2]) in self.measure:
                        add(self.measure[id(x), f[2]], prev)
            elif f[0] == "if":
                for g in (*f[1][1:], *f[2:]):
                    walk(g, e, prev)
            elif f[0] in ("+", "-", "*", "/", "min", "max"):
                walk(f[1], e, prev)
                walk(f[2], e, prev)

        if i.formula:
            walk(i.formula, i.entity, False)
        else:
            add(self.own[id(i)], False)
        return seen

    def reason(self, i, out):
        """As told in the target or the data: of rows the last that tells one; None where nothing was told."""
        t = self.target(i)
        if t.form == "na":
            return t.value
        if out["value"][:2] == ("none", "not_applicable"):
            return out["value"][2]
        return self.own[id(i)].reason

    # ---- verdicts and points ---------------------------------------------------------------------

    def grows(self, i):
        """Whether its value can only grow through the year: 累计, 最大 or 计数 of one thing."""
        f, e = i.formula, i.entity
        while f and f[0] == "name" and (let := self.let(f[1], e)):
            f = let
        if not f:
            return self.own[id(i)].agg in ("sum", "max", "count")
        if f[0] != "name":
            return False
        at = e
        while at is not None and (id(at), f[1]) not in self.measure:
            at = at.parent
        return self.measure[id(at), f[1]].agg in ("sum", "max", "count")

    @staticmethod
    def let(name, e):
        while e is not None:
            for n, f in e.lets:
                if n == name:
                    return f
            e = e.parent
        return None

    def form(self, i, t):
        if t.form != "bare":
            return t.form
        if t.unit and UNITS.get(t.unit, ("", 0))[0] == "1" and UNITS[t.unit][1] < 1 and t.value * UNITS[t.unit][1] == 1:
            return ">="
        return i.owner.ruleset.bare or "bare"

    def judge(self, i, out):
        """Fills verdict, actual, deviation, on_track, flags."""
        t = self.target(i)
        form, limit = self.form(i, t), i.owner.ruleset.deviation
        out.update(verdict=None, deviation=None, on_track=None, no_data=None)
        flags = set(self.own[id(i)].flags)
        if t.form == "bare":
            flags.add("bare")
        own = self.own[id(i)]
        told = [r for r in own.now if r[1][0] != "none"]
        if own.unused:
            mine, real = self.input_value(own), self.actual(i)
            if mine[0] == real[0] == "num" and mine != real:
                flags.add("row_differs")
        if own.indicator and not own.told and not own.unused and len({r[0] for r in told}) > 1:
            flags.add("several_dates")
        out["flags"] = flags
        if form == "na":
            out["verdict"], out["value"] = "not_applicable", ("none", None)
            return
        value = out["value"] = self.actual(i)
        scale = find_unit(t.unit)[1] if t.unit else F(1)
        if value[0] == "none" and value[1] == "not_applicable":
            out["verdict"] = "not_applicable"
            return
        if form == "hole":
            out["verdict"] = "no_target"
            return
        if value[0] == "none":
            out["verdict"], out["no_data"] = "no_data", value[1]
            return
        low = t.value * scale if isinstance(t.value, Fraction) else t.value
        high = t.high * scale if t.high is not None else None
        x = value[1]
        if form in (">=", "<=", ">", "<", "="):
            met = compare(form, x, low)
        elif form == "bare":
            met = True if x == low else None
        elif form == "range":
            met = low <= x <= high
        elif form == "date":
            met = x <= low
        elif form == "bool":
            met = x == low
        else:
            met = value[1] == 0
        if value[0] == "num":
            near = low if form != "range" or x < low else high
            if form == "range" and low <= x <= high:
                out["deviation"] = F(0)
            elif near != 0:
                out["deviation"] = (x - near) / near
                if abs(out["deviation"]) > limit:
                    flags.add("deviation")
        if met is None:
            out["verdict"] = "no_target"
            return
        sure = self.full
        if not sure and form == "date":
            sure = x <= self.as_of or low <= self.as_of
        elif not sure and form in (">=", ">"):
            sure = met and self.grows(i)
        elif not sure and form in ("<=", "<"):
            sure = not met and self.grows(i)
        if sure:
            out["verdict"] = "met" if met else "missed"
            return
        out["verdict"] = "pending"
        out["on_track"] = met
        if form in (">=", ">", "<=", "<") and self.grows(i) and find_unit(t.unit or "倍")[0] != "1":
            part = low * F(self.as_of - self.start + 1, self.end - self.start + 1)
            out["on_track"] = x >= part if form in (">=", ">") else x <= part

    def share(self, i, out):
        if out["value"][0] == "grade":
            return cut(out["value"][2])
        if out["verdict"] == "met":
            return F(1)
        if out["value"][0] != "num":
            return F(0)
        t, rules, x = self.target(i), i.owner.ruleset, out["value"][1]
        form, scale = self.form(i, t), find_unit(t.unit)[1] if t.unit else F(1)
        goal = t.value * scale
        if form == "range":
            form = ">=" if x < goal else "<="
            goal = goal if form == ">=" else t.high * scale
        if i.score:
            v = self.eval(i.score, i.entity, False, ("num", x), ("num", goal))
            return cut(v[1]) if v[0] == "num" else F(0)
        if goal <= 0 or x < 0 or x == goal:
            return F(0)
        ratio = x / goal if form in (">=", ">") else goal / x if form in ("<=", "<") else min(x, goal) / max(x, goal)
        if rules.positive == "passmark":
            ratio = (ratio - F(6, 10)) / F(4, 10)
        return cut(ratio)

    def weights(self, e, items):
        """Points before redistribution, by indicator."""
        rules = e.ruleset
        points = {name: p for name, p, _ in rules.groups}
        names = {i.level1 for i in items if i.level1}
        if rules.merge and rules.merge[0] not in names and rules.merge[0] in points:
            points[rules.merge[1]] += points[rules.merge[0]]
        pools = {}
        told = {}
        for at in [e] + self.within.get(id(e), []):
            for n, g in enumerate(at.groups):
                for i in g.indicators:
                    pool = (id(at), n) if g.points is not None else i.level1
                    told[pool] = g.points if g.points is not None else points.get(i.level1)
                    pools.setdefault(pool, []).append(i)
        out = {id(i): i.weight for i in items}
        for pool, members in pools.items():
            open_ = [i for i in members if i.weight is None]
            if told[pool] is None or not open_:
                continue
            left = told[pool] - sum(i.weight for i in members if i.weight is not None)
            each = round_half_up(left / len(open_), 2)
            for i in open_[:-1]:
                out[id(i)] = each
            out[id(open_[-1])] = left - each * (len(open_) - 1)
        return out

    def owned(self, e):
        if self.owner(e) is not e:
            return []
        return [*e.indicators(), *(i for c in self.within.get(id(e), []) for i in c.indicators())]

    def score(self, e):
        """Results of one entity with its indicators, in the shape of the JSON."""
        items = self.owned(e)
        base = self.weights(e, items)
        results = []
        for i in items:
            t = self.target(i)
            out = {"name": i.name, "level1": i.level1, "level2": i.level2, "section": i.section, "i": i, "t": t,
                   "base_weight": base[id(i)], "weight": base[id(i)], "score": None}
            self.judge(i, out)
            uses = [u.then if prev else u.now for u, prev in self.stands_on(i)]
            out["rows"] = sum(len(r) for r in uses)
            out["reason"] = self.reason(i, out)
            out["evidence"] = [r[2] for rows in uses for r in rows][:3]
            results.append(out)
        for level1 in {r["level1"] for r in results}:
            pool = [r for r in results if r["level1"] == level1 and r["base_weight"] is not None]
            free = [r for r in pool if r["verdict"] == "not_applicable"]
            rest = [r for r in pool if r["verdict"] != "not_applicable"]
            freed, whole = sum(r["base_weight"] for r in free), sum(r["base_weight"] for r in rest)
            for r in free:
                r["weight"] = F(0)
            if not freed or not whole:
                continue
            left = freed
            for r in rest:
                part = left if r is rest[-1] else round_half_up(freed * r["base_weight"] / whole, 2)
                left -= part
                r["weight"] = r["base_weight"] + part
        rules = e.ruleset
        for r in results:
            if r["weight"] is not None and r["verdict"] in ("met", "missed"):
                r["score"] = round_half_up(self.share(r["i"], r) * r["weight"], rules.places)
        return results, self.entity(e, results)

    def entity(self, e, results):
        rules, out = e.ruleset, {"name": e.name, "ruleset": e.ruleset.name, "budget": None, "plan": []}
        budget, rate, spent = self.budget(e), self.rate(e), self.spent(e)
        weight = None
        exec_score = None
        if budget is None and spent[0] == "num":
            out["budget"] = {"total": None, "initial": None, "spent": spent[1], "rate": None, "weight": None, "score": None}
        if budget is not None:
            weight = e.exec_points if e.exec_points is not None else rules.exec_points if e.kind == "项目" else None
            weight = weight or None
            if weight is not None and self.full and rate[0] == "num":
                exec_score = round_half_up(cut(rate[1]) * weight, rules.places)
            out["budget"] = {"total": budget, "initial": e.budget, "spent": spent[1] if spent[0] == "num" else None,
                             "rate": rate[1] if rate[0] == "num" else None, "weight": weight, "score": exec_score}
        for when, planned in e.plan:
            actual = None
            if when <= self.as_of and rate[0] == "num":
                actual = self.spent(e, until=when)[1] / budget
            out["plan"].append({"date": when, "planned": planned, "actual": actual,
                                "ahead": None if actual is None else actual - planned})
        weighted = [r for r in results if r["base_weight"] is not None]
        out["requires"] = []
        for op, a, b in e.requires:
            a, b = self.eval(a, e), self.eval(b, e)
            out["requires"].append(None if "none" in (a[0], b[0]) else compare(op, a[1], b[1]))
        out.update(score=None, judged=None, weight=None, grade=None, provisional=False)
        if not weighted and weight is None and e.kind != "项目":
            return out
        judged = [r for r in weighted if r["score"] is not None]
        out["score"] = sum((r["score"] for r in judged), exec_score or F(0))
        out["judged"] = sum((r["weight"] for r in judged), weight if exec_score is not None else F(0))
        out["weight"] = sum((r["weight"] for r in weighted), weight or F(0))
        if out["judged"] > 0:
            whole = out["judged"] == out["weight"] == 100
            percent = out["score"] if whole else out["score"] / out["judged"] * 100
            out["grade"] = next((g for g, low in rules.grades if percent >= low), None)
            out["provisional"] = not whole
        return out

    def result(self):
        for e in self.entities:
            for got in self.of_entity.get(id(e), []):
                self.input_value(got)
                self.input_value(got, True)
        out = {"projects": [], "departments": [], "sections": []}
        for e in self.entities:
            if e.kind == "分项" and self.owner(e) is not e:
                continue
            results, body = self.score(e)
            body["indicators"] = results
            body["kind"] = e.kind
            out[{"项目": "projects", "部门": "departments", "分项": "sections"}[e.kind]].append(body)
        out["rows"] = self.counts
        return out

    def exit(self, result):
        """Of `pgl eval`: bad rows 2, missed or a 要求 that does not hold 1, no data or no target 2, else 0."""
        bodies = result["projects"] + result["departments"] + result["sections"]
        verdicts = {i["verdict"] for b in bodies for i in b["indicators"]}
        if self.counts["bad"]:
            return 2
        if "missed" in verdicts or any(r is False for b in bodies for r in b["requires"]):
            return 1
        return 2 if verdicts & {"no_data", "no_target"} else 0


def compare(op, a, b):
    return {">=": a >= b, "≥": a >= b, "<=": a <= b, "≤": a <= b, ">": a > b, "<": a < b, "=": a == b}[op]
