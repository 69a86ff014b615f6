"""Made-up programs (model.py) of every form the oracle knows, from a seed."""
import datetime
from fractions import Fraction

from model import (CY2020, CY2021, HEBEI, HUBEI, LIBRARY, AGGS, Entity, Group, Indicator, Measure, Program, RuleSet,
                   Target, decimal)

F = Fraction
PLACES = "城东 城西 滨河 东湖 西山 高新区 开发区 平安 永康 新华".split()
THINGS = "道路 桥梁 学校 医院 公园 社区 管网 河道 农田 水库".split()
WORKS = "改造 建设 维护 租赁 升级 运营 普查 治理".split()
KINDS = {  # dimension: (declared units, names)
    "货币": (["元", "万元"], ["招待支出", "补助发放", "运行成本", "出口额", "租金收入"]),
    "人": (["人"], ["受访人数", "满意人数", "在岗人数", "受益人数"]),
    "人次": (["人次", "万人次"], ["到会客商", "服务人次", "参加活动", "培训人次"]),
    "面积": (["平方米", "亩", "公顷"], ["改造面积", "绿化面积", "租用面积"]),
    "时间": (["小时", "日", "分钟"], ["办理时长", "停机时长", "响应时间"]),
    "功率": (["千瓦"], ["最高负荷", "装机容量"]),
    "1": (["%", "‰"], ["达标率", "完好率", "差错率", "覆盖率"]),
    "个": (["个"], ["站点", "示范点", "签约项目"]),
    "件": (["件"], ["投诉", "办结事项"]),
}
ODD = ["12345热线办结率", "及时(按期)开工率", "7*24小时值守", "A类·示范点", "改扩建、维修", "“三公”经费压减", "ＫＰＩ完成", "Q3_满意"]
TEXTS = ["各科室按新流程办理", "读者、借阅量都增加", "长期", "提高办事效率，群众少跑腿"]


class Maker:
    def __init__(self, rng, year=2021):
        self.rng, self.year = rng, year
        self.start = datetime.date(year, 1, 1).toordinal()

    def some(self, share):
        return self.rng.random() < share

    def day(self):
        return self.start + self.rng.randrange(365)

    # ---- rule sets -------------------------------------------------------------------------------

    def ruleset(self):
        rng = self.rng
        if self.some(0.7):
            return rng.choice(LIBRARY)
        old = rng.choice([CY2020, CY2021, HUBEI, HEBEI])
        new = RuleSet("本市%d" % self.year, old.exec_points, list(old.groups), old.positive, old.lows, old.grades,
                      old.deviation, old.places, old.merge, old.bare)
        lines = []
        if self.some(0.5):
            new.exec_points = F(rng.choice([0, 5, 15, 20]))
            lines.append(f"执行率 {new.exec_points}分")
        if self.some(0.5):
            n = rng.randrange(len(new.groups))
            level1, _, level2 = new.groups[n]
            points = F(rng.randrange(1, 121), 2)
            new.groups[n] = (level1, points, level2)
            lines.append(f"{level1} {decimal(points)}分")
        if self.some(0.3):
            new.places = rng.choice([0, 1, 3])
            lines.append(f"保留 {new.places}位")
        if self.some(0.3):
            new.deviation = F(rng.choice([5, 10, 50]), 100)
            lines.append(f"偏离提示 {decimal(new.deviation * 100)}%")
        if self.some(0.3):
            new.bare = rng.choice([">=", "<=", "="])
            lines.append("无符号 " + {">=": "≥", "<=": "≤", "=": "="}[new.bare])
        if self.some(0.3):
            new.grades = (("甲", 85), ("乙", F("72.5")), ("丙", 0))
            lines.append("评级 甲 85分, 乙 72.5分, 丙 0分")
        if self.some(0.2):
            new.lows = (F(9, 10), F(1, 2), F(0))
            lines.append("档次 达成 90%, 部分达成 50%, 未达成 0%")
        new.text = f"规则 {new.name} 取自 {old.name} {{ " + "\n  ".join(lines) + " }"
        return new

    # ---- targets ---------------------------------------------------------------------------------

    def amount(self, unit):
        rng = self.rng
        if self.some(0.05):
            return F(0)
        if unit in ("%", "‰"):
            x = F(rng.randrange(1, 1001), 10)
            return x * 10 if unit == "‰" else x
        if self.some(0.04):
            return F(rng.randrange(10**18, 10**19), 10**rng.randrange(0, 12))
        if self.some(0.3):
            return F(rng.randrange(1, 100000), 100)
        return F(rng.choice([rng.randrange(1, 20), rng.randrange(1, 1000), rng.randrange(1, 100) * 100]))

    def number_target(self, unit):
        rng = self.rng
        form = rng.choice([">="] * 6 + ["<="] * 4 + [">", "<", "=", "range", "bare", "hole"])
        low = self.amount(unit)
        if form == "range":
            return Target(form, low, low + abs(self.amount(unit)) + 1, unit)
        if form == "bare" and unit == "%" and self.some(0.5):
            low = F(100)
        if form == "hole":
            return Target(form, None, None, unit)
        if form in (">=", ">", "<=") and self.some(0.03):
            low = -low
        return Target(form, low, None, unit)

    def again(self, target):
        """An adjusted target of the same kind."""
        if target.form in ("bool", "text", "na", "hole"):
            return None
        if target.form == "date":
            return Target("date", self.day())
        factor = self.rng.choice([F(1, 2), 2, F(9, 10)])
        high = target.high * factor + 1 if target.high is not None else None
        return Target(target.form, target.value * factor, high, target.unit)

    # ---- formulas --------------------------------------------------------------------------------

    def formula(self, e):
        """(formula, unit of its target) over the measures of e, or None."""
        rng = self.rng
        by = {}
        for m in e.measures:
            if m.agg != "count":
                by.setdefault(next(d for d, (us, _) in KINDS.items() if m.unit in us), []).append(m)
        options = []
        for dim, ms in by.items():
            unit = ms[0].unit
            options.append((("name", ms[0].name), unit))
            if dim != "1":
                options.append((("yoy", ms[0].name), "%"))
                options.append((("last", ms[0].name), unit))
                if len(ms) > 1:
                    a, b = ("name", ms[0].name), ("name", ms[1].name)
                    options += [(("/", a, b), "%"), (("+", a, b), unit), (("-", a, b), unit), (("max", a, b), unit),
                                (("/", a, ("+", a, b)), "%"), (("if", (rng.choice("≥<"), a, b), a, b), unit),
                                (("*", ("min", a, b), ("num", F(rng.randrange(1, 30), 10), None)), unit)]
        money = by.get("货币")
        for dim, unit in (("人", "元/人"), ("人次", "元/人次"), ("面积", "元/平方米")):
            if money and dim in by:
                options.append((("/", ("name", money[0].name), ("name", by[dim][0].name)), unit))
        if e.budget:
            options.append((("name", "支出"), "万元"))
        if e.budget and money:
            options.append((("/", ("name", money[0].name), ("fig", "预算")), "%"))
        return rng.choice(options) if options else None

    def score_formula(self, unit):
        rng = self.rng
        half = ("num", F(rng.randrange(1, 10), 10), None)
        ratio = ("/", ("actual",), ("target",))
        return rng.choice([("*", ratio, half), ("if", ("≥", ratio, half), half, ("num", F(0), None)),
                           ("-", ("num", F(3, 2), None), ratio), ("min", ratio, half)])

    # ---- bodies ----------------------------------------------------------------------------------

    def indicator(self, e, level1, level2, used, section=None):
        rng = self.rng
        way = rng.choice(["own"] * 3 + ["measure"] * 3 + ["formula"] * 4 + ["combine", "text", "bool", "date", "na"])
        formula = combine = None
        if way == "measure":
            free = [m for m in e.measures if m.name not in used]
            if free:
                m = rng.choice(free)
                used.add(m.name)
                unit = m.unit
                if m.agg == "count":
                    unit = "次"
                target = self.number_target(unit)
                if m.agg == "count":
                    return None
                return self.finish(Indicator(level1, level2, m.name, [(None, target)], section=section))
            way = "own"
        name = rng.choice(ODD) if self.some(0.1) else None
        while name is None or name in used or any(m.name == name for m in e.measures):
            name = rng.choice(PLACES) + rng.choice(THINGS) + rng.choice(["情况", "完成", "任务", "指标", "数"]) + \
                (str(rng.randrange(100)) if self.some(0.5) else "")
        used.add(name)
        if way == "formula":
            got = self.formula(e)
            if got is None:
                way = "own"
            else:
                formula, unit = got
                if self.some(0.15) and formula[0] != "name":
                    let = "中间%d" % len(e.lets)
                    e.lets.append((let, formula))
                    formula = ("name", let)
                target = self.number_target(unit)
                if target.form == "hole":
                    target.form, target.value = ">=", self.amount(unit)
        if way in ("own", "combine"):
            unit = rng.choice(rng.choice(list(KINDS.values()))[0])
            target = self.number_target(unit)
            if way == "combine":
                combine = rng.choice(["sum", "avg", "max", "min", "last"])
        if way == "text":
            target = Target("text", rng.choice(TEXTS))
        if way == "bool":
            target = Target("bool", self.some(0.7))
        if way == "date":
            target = Target("date", self.day())
        if way == "na":
            target = Target("na", "今年不安排")
        i = Indicator(level1, level2, name, [(None, target)], combine, formula, section=section)
        return self.finish(i)

    def finish(self, i):
        t = i.first()
        if self.some(0.15):
            new = self.again(t)
            if new:
                i.targets.append((self.day() if self.some(0.8) else None, new))
        if t.form in (">=", "<=", ">", "<", "=") and t.value > 0 and self.some(0.1):
            i.score = self.score_formula(t.unit)
        return i

    def groups(self, e, rules, used, count, section=None):
        rng = self.rng
        out = []
        chosen = [g for g in rules.groups if self.some(0.75)] or [rules.groups[0]]
        rng.shuffle(chosen)
        for level1, points, level2s in chosen:
            items = []
            for _ in range(rng.randrange(1, count + 1)):
                i = self.indicator(e, level1, rng.choice(level2s), used, section)
                if i:
                    items.append(i)
            if not items:
                continue
            given = F(rng.randrange(2, 120), 2) if self.some(0.15) and section is None and not any(c.kind == "分项" for c in e.children) else None
            whole = given if given is not None else points
            if self.some(0.25) and section is None and e.kind == "项目" and not e.children and not rules.merge:
                if self.some(0.5):  # some written, the others share the rest
                    for i in items[:-1]:
                        if self.some(0.4):
                            i.weight = F(rng.randrange(0, max(1, int(whole * 50 / len(items)))), 100)
                else:
                    for i in items:
                        i.weight = F(rng.randrange(0, 2000), 100)
            out.append(Group(level1, given, items))
        return out

    def measures(self, n):
        rng, out, used = self.rng, [], set()
        for _ in range(n):
            units, names = KINDS[rng.choice(list(KINDS))]
            if self.some(0.5) and out:  # more of a dimension that is there, for formulas
                units, names = next(k for k in KINDS.values() if out[-1].unit in k[0])
            name = rng.choice(names)
            if name in used:
                continue
            used.add(name)
            unit = rng.choice(units)
            aggs = ["last", "avg", "max", "min"] if unit in ("%", "‰") else list(AGGS)
            out.append(Measure(name, rng.choice(aggs), unit))
        return out

    def project(self, number, rules, count, parent=None):
        rng = self.rng
        name = rng.choice(PLACES) + rng.choice(THINGS) + rng.choice(WORKS) + ("%d" % number if number else "")
        e = Entity("项目", name, rules, parent=parent)
        if self.some(0.8):
            e.budget = F(rng.randrange(0 if self.some(0.05) else 1, 3000)) * 10000
            if self.some(0.25):
                e.adjusted = [(d, F(rng.randrange(1, 3000)) * 10000) for d in sorted({self.day() for _ in range(2)})]
            if self.some(0.4):
                shares = sorted(F(rng.randrange(0, 100), 100) for _ in range(3)) + [F(1)]
                days = sorted({self.day() for _ in range(3)}) + [self.start + 364]
                if len(set(days)) == 4:
                    e.plan = list(zip(days, shares))
            if self.some(0.2):
                e.exec_points = F(rng.choice([0, 10, 15, 20]))
        e.measures = self.measures(rng.randrange(1, count + 2))
        used = set()
        if self.some(0.15):
            for n in range(rng.randrange(1, 3)):
                c = Entity("分项", "目标%d" % (n + 1) + name, rules, parent=e)
                e.children.append(c)
        e.groups = self.groups(e, rules, used, count)
        for c in e.children:
            c.groups = self.groups(e, rules, used, 2, c.name)
        if self.some(0.25):
            got = self.formula(e)
            if got:
                f, unit = got
                e.requires.append((rng.choice(["≥", "≤", ">", "<"]), f, ("num", self.amount(unit), unit)))
        return e

    def program(self, projects=None, count=4):
        rng = self.rng
        rules = self.ruleset()
        n = projects or rng.choice([1, 1, 2, 3, 5])
        tops, dept = [], None
        made = [rules]
        if self.some(0.5) or n > 50:
            depts = [Entity("部门", d, rules) for d in ["市图书馆", "教育局", "水务局"][:rng.randrange(1, 4)]]
            tops = depts
        for k in range(n):
            own = rng.choice(LIBRARY) if self.some(0.15) else rules
            dept = rng.choice(tops) if tops and tops[0].kind == "部门" else None
            e = self.project(k if n > 1 else 0, own, count, dept)
            e.says_ruleset = own is not rules
            (dept.children if dept else tops).append(e)
        if tops and tops[0].kind == "部门":
            for d in tops:
                if self.some(0.6):
                    self.department(d, rules)
        return Program(self.year, rules, tops, [r for r in made if r.text])

    def department(self, d, rules):
        """Its own indicators: judged, and over the projects' measures."""
        rng = self.rng
        shared = {}
        for p in d.children:
            for m in p.measures:
                shared.setdefault(m.name, set()).add((m.unit, m.agg))
        used = set()
        for name, kinds in sorted(shared.items()):
            if len(kinds) == 1 and self.some(0.5):
                unit, agg = next(iter(kinds))
                if agg == "count" or unit in ("%", "‰"):
                    continue
                i = Indicator(None, None, "全部门" + name, [(None, self.number_target(unit))],
                              formula=("over", rng.choice(["合计", "平均", "最大", "最小"]), name))
                if i.first().form == "hole":
                    continue
                d.loose.append(i)
        if self.some(0.4):
            d.groups = self.groups(d, rules, used, 2)
