"""Made-up rows for a program: everything that is legal though odd, and every kind of bad row. What a cell means is
not told here; the oracle reads the same text."""
import datetime
from fractions import Fraction

from cells import UNITS, find_unit
from model import decimal

F = Fraction
FULL = str.maketrans("0123456789.-%", "０１２３４５６７８９．－％")
ALIKE = {}  # dimension: units
for _name, (_dimension, _scale) in UNITS.items():
    ALIKE.setdefault(_dimension, []).append(_name)
ALIKE["货币"] += ["万元", "亿元", "千元", "百万元"]
ALIKE["人次"] += ["万人次", "千人次"]
ALIKE["人"] += ["万人"]
ALIKE["面积"] += ["万平方米", "万亩", "㎡"]
ALIKE["功率"] += ["万千瓦"]
REASONS = ["", "", "", "十月闭馆检修", "系统升级，全年停办", "预算压减,合同顺延", '原定"三期"移到明年', "汛期\n两个月停工"]


class Rows:
    """Makes rows for the inputs of a Run."""

    def __init__(self, rng, run, hostile=0.05, bad=0.001):
        self.rng, self.run, self.hostile, self.bad = rng, run, hostile, bad
        self.inputs = [g for many in run.inputs.values() for g in many]
        self.year = run.p.year
        self.exact = {}

    def some(self, share):
        return self.rng.random() < share

    # ---- cells -----------------------------------------------------------------------------------

    def digits(self, x):
        text = decimal(x)
        if self.some(self.hostile) and abs(x) >= 1000:
            whole, _, rest = text.lstrip("-").partition(".")
            parts = []
            while len(whole) > 3:
                whole, parts = whole[:-3], [whole[-3:]] + parts
            text = ("-" if x < 0 else "") + ",".join([whole] + parts) + ("." + rest if rest else "")
        if self.some(self.hostile / 2):
            text = text.translate(FULL)
        if self.some(self.hostile / 3) and x > 0:
            text = "+" + text
        if self.some(self.hostile / 3) and "." not in text and "．" not in text:
            text += ".00"
        return text

    def number(self, got):
        """A number in base units near what the input is compared with."""
        rng, unit = self.rng, got.want.unit
        scale = find_unit(unit)[1] if unit else F(1)
        if self.some(0.01):
            return F(rng.randrange(-10**6, 0)) * scale / 10
        if self.some(0.005):
            return F(rng.randrange(10**25, 10**27)) * scale
        if self.some(0.005):
            return F(rng.randrange(1, 10**20), 10**20) * scale * (50 if unit in ("%", "‰") else 1)
        if unit in ("%", "‰"):
            return F(rng.randrange(1100 if unit == "%" else 110, 110000 if unit == "%" else 1100000), 1000) * scale
        goal = self.goal(got)
        if goal and self.some(0.8):
            if self.some(0.1):
                return goal
            return goal * F(rng.randrange(200, 1300), 1000) / (rng.choice([1, 3, 4]) if got.agg == "sum" else 1)
        return F(rng.randrange(0, 100000), rng.choice([1, 10, 100])) * scale

    def goal(self, got):
        i = got.indicator
        if i is None:
            at = got.entity
            i = next((x for x in at.indicators() if x.name == got.name and not x.formula), None)
        if i is None or not isinstance(i.first().value, Fraction):
            return None
        t = i.first()
        return t.value * (find_unit(t.unit)[1] if t.unit else 1)

    def quantity(self, got, base):
        """(value cell, unit cell) of a number in base units."""
        unit = got.want.unit or ""
        if unit and self.some(0.4):
            unit = self.rng.choice(ALIKE[find_unit(unit)[0]])
        scale = find_unit(unit)[1] if unit else F(1)
        x = base / scale
        if x.denominator % 7 == 0 or not ends(x):
            x = F(round(x * 1000), 1000)
        way = self.rng.random()
        if way < 0.08 and got.want.unit not in ("%", "‰") or not unit:
            unit = got.want.unit
            x = base / find_unit(unit)[1]
            if not ends(x):
                x = F(round(x * 1000), 1000)
            return self.digits(x), ""
        if way < 0.5:
            return self.digits(x), unit
        text = self.digits(x) + (" " if self.some(self.hostile) else "") + unit
        if self.some(self.hostile / 4):
            text = self.rng.choice(["约", "近", "≥", "不少于"]) + text
        return text, "" if self.some(0.9) else "随便"

    def date(self, ordinal):
        d = datetime.date.fromordinal(ordinal)
        y, m, n = d.year, d.month, d.day
        if not self.some(0.5):
            return d.isoformat()
        forms = [f"{y}/{m}/{n}", f"{y}.{m}.{n}", f"{y}年{m}月{n}日", f"{y}{m:02}{n:02}", f"{y}-{m}-{n}", f"{y}年{m}月{n}号",
                 f"{d.isoformat()} 08:30:00"]
        if y == self.year:
            forms.append(f"{m}月{n}日")
        if self.some(0.15):
            q = "一二三四"[(m - 1) // 3]
            forms = [f"{y}年{m}月", f"{y}-{m:02}", f"{y}{m:02}", f"{y}年{m}月底", f"{y}年{q}季度", f"{y}年第{q}季度",
                     f"{y}Q{(m - 1) // 3 + 1}", f"{y}年{'上' if m < 7 else '下'}半年", f"{y}年", f"{y}年度", ""]
        text = self.rng.choice(forms)
        return text.translate(FULL) if self.some(self.hostile / 4) else text

    def name(self, text):
        if self.some(self.hostile):
            text = "".join(c + (self.rng.choice([" ", "　"]) if self.some(0.3) and c >= "一" else "") for c in text)
        if self.some(self.hostile / 2):
            text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in '"' else c for c in text)
        if self.some(self.hostile / 4):
            text = self.rng.choice(["“{}”", "《{}》", "「{}」"]).format(text)
        return text

    # ---- rows ------------------------------------------------------------------------------------

    def row(self, got):
        rng, kind = self.rng, got.want.kind
        e = got.entity
        out = {"department": "", "project": self.name(e.name), "level2": "", "name": self.name(got.name), "unit": "",
               "reason": rng.choice(REASONS) if self.some(0.2) else ""}
        up = e
        while up is not None and up.kind != "部门":
            up = up.parent
        if up is not None and self.some(0.3):
            out["department"] = self.name(up.name)
            if e is up:
                out["project"] = ""
        if got.indicator and got.indicator.level2 and self.some(0.2):
            out["level2"] = got.indicator.level2
        start = datetime.date(self.year, 1, 1).toordinal()
        day = start + rng.randrange(365)
        if self.some(0.15):
            day -= 365
        elif self.some(0.03):
            day += rng.choice([365, -730, -1100])
        if self.some(0.06):  # the edges of both years, and the day that only one of them has
            day = rng.choice([start - 367, start - 366, start - 307, start - 1, start, start + 58, start + 364, start + 365])
        out["date"] = self.date(day)
        if self.some(0.02):
            out["value"] = rng.choice(["", "无", "—", "不适用", "/"])
        elif kind == "num":
            out["value"], out["unit"] = self.quantity(got, self.number(got))
        elif kind == "any":
            out["value"] = rng.choice(["12个", "已安排", "3"])
        elif kind == "bool":
            out["value"] = rng.choice(["是", "否", "是", "yes"])
        elif kind == "date":
            out["value"] = self.date(start + rng.randrange(365)) or "2021-03-04"
        else:
            out["value"] = rng.choice(["达成", "达成 92%", "达成（95%）", "部分达成 75%", "部分达成预期指标并具有一定效果 65%",
                                       "未达成 40%", "未达成预期指标且效果较差 0%", "达成预期指标", "部分达成 62.5%"])
            t = self.run.target(got.indicator)
            if self.some(0.1) and t.form == "text":
                out["value"] = t.value
        return out

    def spoil(self, row, got):
        """Makes a row bad in one of the ways that fit it."""
        rng = self.rng
        ways = ["project", "name", "day", "date", "wide"]
        if row["department"]:
            ways.append("department")
        if got.want.kind == "num":
            ways += ["value", "unit", "dimension"]
            if got.want.unit in ("%", "‰"):
                ways.append("ratio")
            else:
                ways.append("prefix")
        if got.want.kind == "grade":
            ways += ["share", "band"]
        way = rng.choice(ways)
        if way == "project":
            row["project"] = "没有这个" + row["project"]
        elif way == "department":
            row["department"] = "没有的部门"
        elif way == "name":
            row["name"] = row["name"] + "甲"
        elif way == "day":
            row["date"] = rng.choice(["2021-02-30", "2021年13月5日", "20210631", "2021-00-10", "4月31日"])
        elif way == "date":
            row["date"] = rng.choice(["待补", "上周五", "2021-1-2-3x", "春节前后", "13"])
        elif way == "wide":
            row["wide"] = True
        elif way == "value":
            row["value"], row["unit"] = rng.choice(["详见附件", "若干", "一百", "1,23", "12..5", "--5", "3／4", "1e5"]), ""
        elif way == "unit":
            row["value"], row["unit"] = "12", rng.choice(["某单位", "元元", "万万"])
        elif way == "dimension":
            row["value"], row["unit"] = "12", "公里" if find_unit(got.want.unit)[0] != "长度" else "人"
        elif way == "ratio":
            row["value"], row["unit"] = rng.choice(["0.95", "1", "0.005", "-0.5", ".9"]), ""
        elif way == "prefix":
            row["value"], row["unit"] = rng.choice([("12万", ""), ("3", "亿"), ("5", "万")])
        elif way == "share":
            row["value"] = rng.choice(["部分达成", "未达成"])
        else:
            row["value"] = rng.choice(["达成 20%", "部分达成 99%", "达成 101%", "未达成 95%"])
        return row

    def make(self, n):
        out = []
        for _ in range(n):
            got = self.rng.choice(self.inputs)
            row = self.row(got)
            if self.some(self.bad):
                row = self.spoil(row, got)
            out.append(row)
            if self.some(0.02):  # the same day again, alike or not
                out.append(dict(row))
        return out


def ends(x):
    d = F(x).denominator
    for p in (2, 5):
        while d % p == 0:
            d //= p
    return d == 1
