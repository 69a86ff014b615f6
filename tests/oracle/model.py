"""A program as plain data, and its text in pgl. What is not here, the oracle does not know.

Formulas are tuples: ("name", measure) ("fig", path) ("num", Fraction, unit) (op, a, b) ("yoy", measure)
("last", measure) ("if", (cmp, a, b), x, y) ("min"|"max", a, b) ("over", function, name) ("actual",) ("target",).
"""
import datetime
from dataclasses import dataclass, field
from fractions import Fraction

F = Fraction
AGGS = {"sum": "累计", "last": "期末", "avg": "平均", "max": "最大", "min": "最小", "count": "计数"}


@dataclass
class RuleSet:
    name: str
    exec_points: Fraction
    groups: list  # (level1, points, [level2 …])
    positive: str = "ratio"  # ratio, or passmark
    lows: tuple = (F(8, 10), F(6, 10), F(0))
    grades: tuple = (("优", 90), ("良", 80), ("中", 60), ("差", 0))
    deviation: Fraction = F(3, 10)
    places: int = 2
    merge: tuple = None  # (absent, into)
    bare: str = None  # how a target without direction is read
    text: str = ""  # its declaration, where it is none of the library's
    aliases: dict = field(default_factory=dict)


@dataclass
class Measure:
    name: str
    agg: str
    unit: str


@dataclass
class Target:
    form: str  # >= <= > < = range date bool text na hole bare
    value: object = None  # Fraction as written; ordinal; bool; text; reason
    high: Fraction = None
    unit: str = None
    text: str = None  # as written; made where it is None

    def pgl(self):
        if self.text is not None:
            return self.text
        signs = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "= ", "bare": ""}
        if self.form in signs:
            return signs[self.form] + quantity(self.value, self.unit)
        if self.form == "range":
            return quantity(self.value, self.unit) + ".." + quantity(self.high, self.unit)
        if self.form == "date":
            d = datetime.date.fromordinal(self.value)
            return f"{d.year}年{d.month}月{d.day}日前"
        if self.form == "bool":
            return "是" if self.value else "否"
        if self.form == "text":
            return f'"{self.value}"'
        if self.form == "na":
            return f'不适用 "{self.value}"'
        return "≥ ?" + (self.unit or "")


@dataclass
class Indicator:
    level1: str
    level2: str  # None: 指标
    name: str
    targets: list  # [(from ordinal or None, Target)]: the first, then adjustments
    combine: str = None  # 取值 累计 …
    formula: object = None  # 取值 EXPR
    weight: Fraction = None
    score: object = None  # 评分 EXPR
    section: str = None

    def first(self):
        return self.targets[0][1]


@dataclass
class Group:
    name: str  # level 1
    points: Fraction  # None: the rule set's
    indicators: list


@dataclass
class Entity:
    kind: str  # 部门 项目 分项
    name: str
    ruleset: RuleSet
    budget: Fraction = None
    adjusted: list = field(default_factory=list)  # (ordinal or None, amount)
    plan: list = field(default_factory=list)  # (ordinal, share Fraction)
    exec_points: Fraction = None
    measures: list = field(default_factory=list)
    lets: list = field(default_factory=list)  # (name, formula)
    groups: list = field(default_factory=list)
    loose: list = field(default_factory=list)  # 指标 outside any group
    requires: list = field(default_factory=list)  # (op, formula, formula)
    children: list = field(default_factory=list)
    parent: object = None
    says_ruleset: bool = False

    def indicators(self):
        return [i for g in self.groups for i in g.indicators] + self.loose


@dataclass
class Program:
    year: int
    ruleset: RuleSet
    tops: list
    rulesets: list = field(default_factory=list)
    tail: str = ""  # what stands behind all else: 实际

    def entities(self):
        todo = list(self.tops)
        while todo:
            e = todo.pop(0)
            yield e
            todo = e.children + todo


def decimal(x):
    """A rational whose decimal ends, as text."""
    x = F(x)
    sign, n, d, places = "-" if x < 0 else "", abs(x.numerator), x.denominator, 0
    while d % 2 == 0 or d % 5 == 0:
        f = 10 if d % 10 == 0 else 2 if d % 2 == 0 else 5
        d //= f
        n *= 10 // f
        places += 1
    assert d == 1, x
    while places and n % 10 == 0:
        n //= 10
        places -= 1
    text = str(n).rjust(places + 1, "0")
    return sign + (text[:-places] + "." + text[-places:] if places else text)


def quantity(x, unit):
    return decimal(x) + (unit or "")


def quoted(name):
    bare = name and (name[0].isalpha()) and all(c.isalnum() or c == "_" for c in name)
    return name if bare else f'"{name}"'


def formula_text(f, level=0):
    kind = f[0]
    if kind == "name":
        return quoted(f[1])
    if kind == "fig":
        return f[1]
    if kind == "num":
        return quantity(f[1], f[2])
    if kind in ("yoy", "last"):
        return {"yoy": "同比", "last": "上年"}[kind] + f"({quoted(f[1])})"
    if kind == "over":
        return f"{f[1]}({quoted(f[2])})"
    if kind in ("min", "max"):
        return {"min": "最小", "max": "最大"}[kind] + f"({formula_text(f[1])}, {formula_text(f[2])})"
    if kind == "if":
        op, a, b = f[1]
        text = f"若 {formula_text(a, 2)} {op} {formula_text(b, 2)} 则 {formula_text(f[2], 2)} 否则 {formula_text(f[3], 2)}"
        return f"({text})" if level else text
    if kind == "actual":
        return "实际"
    if kind == "target":
        return "目标值"
    mine = 1 if kind in "+-" else 2
    text = f"{formula_text(f[1], mine)} {kind} {formula_text(f[2], mine + 1)}"
    return f"({text})" if mine < level else text


def date_text(ordinal):
    d = datetime.date.fromordinal(ordinal)
    return f"{d.year}年{d.month}月{d.day}日"


def indicator_text(i):
    out = [i.level2 or "指标", quoted(i.name), i.targets[0][1].pgl()]
    if i.combine:
        out += ["取值", AGGS[i.combine]]
    if i.formula:
        out += ["取值", formula_text(i.formula)]
    if i.weight is not None:
        out += ["分值", decimal(i.weight) + "分"]
    if i.score:
        out += ["评分", formula_text(i.score)]
    for when, target in i.targets[1:]:
        out += ["调整", date_text(when)] if when else ["调整"]
        out += [target.pgl(), '"年中调整"']
    return " ".join(out)


def entity_text(e, indent=""):
    out = [f"{indent}{e.kind} {quoted(e.name)} {{"]
    inner = indent + "  "
    if e.says_ruleset:
        out.append(f"{inner}采用 {e.ruleset.name}")
    if e.budget is not None:
        line = f"{inner}预算 {quantity(e.budget / 10000, '万元')}"
        for when, amount in e.adjusted:
            line += f" 调整 {date_text(when) + ' ' if when else ''}{quantity(amount / 10000, '万元')} \"追加\""
        out.append(line)
    if e.plan:
        out.append(inner + "支出计划 { " + "  ".join(f"{date_text(d)} {quantity(s * 100, '%')}" for d, s in e.plan) + " }")
    if e.exec_points is not None:
        out.append(f"{inner}执行率 {decimal(e.exec_points)}分")
    out += [f"{inner}数据 {quoted(m.name)}: {AGGS[m.agg]} {m.unit}" for m in e.measures]
    out += [f"{inner}令 {quoted(n)} = {formula_text(f)}" for n, f in e.lets]
    for g in e.groups:
        points = f" {decimal(g.points)}分" if g.points is not None else ""
        out.append(f"{inner}{g.name}{points} {{")
        out += [f"{inner}  {indicator_text(i)}" for i in g.indicators]
        out.append(inner + "}")
    out += [inner + indicator_text(i) for i in e.loose]
    out += [f'{inner}要求 {formula_text(a, 1)} {op} {formula_text(b, 1)} 否则 "不合要求"' for op, a, b in e.requires]
    for c in e.children:
        out += entity_text(c, inner)
    out.append(indent + "}")
    return out


def program_text(p):
    lines = [f"年度 {p.year}"] + [r.text for r in p.rulesets if r.text] + [f"采用 {p.ruleset.name}", ""]
    for e in p.tops:
        lines += entity_text(e) + [""]
    return "\n".join(lines) + "\n" + p.tail


LEVELS = [("产出指标", F(50), ["数量指标", "质量指标", "时效指标", "成本指标"]),
          ("效益指标", F(30), ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"]),
          ("满意度指标", F(10), ["服务对象满意度指标"])]
CY2020 = RuleSet("财预2020", F(10), LEVELS)
CY2021 = RuleSet("财预2021", F(10), [
    ("成本指标", F(20), ["经济成本指标", "社会成本指标", "生态环境成本指标"]),
    ("产出指标", F(40), ["数量指标", "质量指标", "时效指标"]),
    ("效益指标", F(20), ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"]),
    ("满意度指标", F(10), ["服务对象满意度指标"])], positive="passmark", merge=("满意度指标", "效益指标"))
HEBEI = RuleSet("河北", F(10), [LEVELS[0], ("效果指标", F(30), LEVELS[1][2]), LEVELS[2]])
HUBEI = RuleSet("湖北", F(20), [("产出指标", F(40), LEVELS[0][2]), ("效益指标", F(40), LEVELS[1][2] + LEVELS[2][2])],
                lows=(F(8, 10), F(5, 10), F(0)))
LIBRARY = [CY2020, CY2021, HEBEI, HUBEI]
