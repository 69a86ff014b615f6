"""Random programs of the whole grammar, oddly spaced, with what the formatter has to make of each word.

A program is a list of words; a word knows how it is typed, how it is spelt in the end (as typed, in Chinese, in
English), and what may stand before it. Programs need make no sense: they parse, and that is all fmt asks.
"""
import random
import re
from dataclasses import dataclass
from pathlib import Path

TABLE = (Path(__file__).resolve().parents[2] / "grammar" / "keywords.def").read_text(encoding="utf-8")
KEYWORDS = {m[1]: (m[2], m[3]) for m in re.finditer(r'^TOKEN\((\w+), (?!VALUE|SYMBOL|SPECIAL|TRIVIA|OPERATOR)\w+, "([^"]+)", "([^"]+)"', TABLE, re.M)}
OPERATORS = {"≥": ["≥", ">=", "≧", "＞＝"], "≤": ["≤", "<=", "≦"], ">": [">", "＞"], "<": ["<"], "=": ["=", "＝", "═"], "≠": ["≠", "!="]}
for token, sign in (("GE", "≥"), ("LE", "≤"), ("GT", ">"), ("LT", "<"), ("EQ", "=")):
    OPERATORS[sign] += re.findall(rf'^ALSO\({token}, "([^"]+)"\)', TABLE, re.M)

NAMES = """招商经费 到会客商 出口额 宣传、报道 甲·乙 A型设备 x y2 部门_一 满意人数 财政资金 上级补助 LED大屏 培训班第2期 甲 乙 丙
           supply 长长的名称一共有二十个汉字宽得超过了列宽所以不会撑开""".split()
UNITS = "元 万元 人次 人 个 次 % ‰ 条/日 元/人·月 元/平方米·年 家 工作日 ㎡ km^2 m2".split()
GAP_UNITS = "元 万元 人次 个 家 条/日 月 年 日".split()  # pgl knows these, so `5 元` is one quantity
DATES = "6月底 12月31日 2021年6月30日 2021-06-30 年底 一季度末 上半年 3月 第3季度末 2021年底".split()
DEADLINES = "12月底前 6月30日前 三季度末前 9月前 2021年12月31日之前".split()
TEXTS = ["", "按合同支付", "a b", "三个“引”号", "说“好”", "半 角 // 不是注释", "{ } ; ，", "\\t", 'd"q', "长" * 30, "7*24小时", "（示例）"]


@dataclass
class Word:
    typed: str
    keep: str
    zh: str
    en: str
    glued: bool = False  # must touch the word before it
    near: bool = False   # only blanks, on one line, may stand before it
    loose: bool = True   # may touch its neighbours: a symbol
    apart: str = ""      # what has to stand before it: a line end


def word(typed, spelt=None, **how):
    spelt = typed if spelt is None else spelt
    return Word(typed, spelt, spelt, spelt, **{"loose": False, **how})


class Program:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.words = []
        self.comments = []
        self.depth = 0

    # ---- words -----------------------------------------------------------------------------------
    def add(self, *words):
        self.words += words

    def chance(self, p):
        return self.r.random() < p

    def pick(self, *of):
        return self.r.choice(of)

    def keyword(self, token, colon=True, shown=None):
        zh, en = KEYWORDS[token]
        typed = self.pick(zh, zh, en)
        self.add(Word(typed, typed, zh, en, loose=False))
        if colon and self.chance(0.15):
            self.dropped(self.pick(":", "："))
        return typed == zh

    def dropped(self, sign):
        self.add(word(sign, "", loose=True))

    def sign(self, spelt, *typed, **how):
        self.add(word(self.pick(*(typed or (spelt,))), spelt, loose=True, **how))

    def operator(self, sign):
        typed = self.r.choice(OPERATORS[sign])
        self.add(word(typed, sign, loose=not typed[0].isalpha()))

    def wide(self, text):
        return text if self.chance(0.9) else "".join(chr(ord(c) + 0xFEE0) if c in "0123456789%" else c for c in text)

    def name(self, keywords=True):
        if keywords and self.chance(0.08):
            text = self.r.choice(KEYWORDS[self.r.choice(sorted(KEYWORDS))])
            return self.add(word(text)) if text not in ("至", "to") else self.name()
        self.string() if self.chance(0.15) else self.add(word(self.r.choice(NAMES)))

    def string(self):
        text = self.r.choice(TEXTS)
        if '"' in text or "\\" in text or self.chance(0.5):
            quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            if ('"' in text or "\\" in text) and self.chance(0.5):
                quoted = "「" + text + "」"
            return self.add(word(quoted, loose=True))
        left, right = self.pick("“”", "「」", "『』", "《》")
        self.add(word(left + text + right, '"' + text + '"', loose=True))

    def number(self, grouped=True):
        choices = ["0", "7", "12.5", "300", "0.6", "2021"] + ["1,500", "12,345,678.9"] * grouped
        return self.wide(self.r.choice(choices))

    @staticmethod
    def narrow(text):
        return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)

    def plain_number(self, grouped=True):
        text = self.number(grouped)
        self.add(word(text, self.narrow(text)))

    def quantity(self, grouped=True):
        number = self.number(grouped)
        if self.chance(0.3):
            unit, gap = self.r.choice(GAP_UNITS), self.pick(" ", "  ", "\t", "\u3000")
            whole = self.narrow(number) + unit
            if re.fullmatch(r"((0?[1-9]|1[0-2])月|\d{4}年)", whole):
                whole = self.narrow(number) + " " + unit
            return self.add(word(number + gap + unit, whole))
        unit = self.r.choice(UNITS)
        self.add(word(number + unit, self.narrow(number + unit)))

    def hole(self):
        if self.chance(0.3):
            return self.keyword("TBD", colon=False)
        mark, unit = self.pick("?", "？", "??"), self.pick("", "元", "平方米")
        self.add(word(mark + unit, self.narrow(mark) + unit))

    def amount(self):
        kind = self.r.random()
        if kind < 0.1:
            return self.hole()
        if kind < 0.2:
            self.sign("-", "-", "－")
        self.plain_number() if self.chance(0.2) else self.quantity()

    def points(self):
        self.plain_number(grouped=False) if self.chance(0.3) else self.add(word(self.pick("10分", "40分", "0分", "12.5分")))

    def date(self):
        text = self.wide(self.r.choice(DATES))
        self.add(word(text, self.narrow(text)))

    def names(self, n=3):
        for i in range(self.r.randint(1, n)):
            if i:
                self.sign(",", ",", "，")
            self.name()

    def unit(self):
        self.add(word(self.pick("元", "人次", "个", "万元", "%")))
        if self.chance(0.3):
            self.sign("/")
            self.add(word(self.pick("人", "人·月", "日")))
        if self.chance(0.1):
            self.sign("^")
            self.add(word("2"))

    def optional(self, make, p=0.5):
        if self.chance(p):
            make()

    def block(self, item, most=4, least=0):
        self.sign("{", "{", "{", "｛")
        for _ in range(self.r.randint(least, most)):
            item()
            self.optional(lambda: self.dropped(self.pick(";", "；", ";;")), 0.1)
        self.sign("}", "}", "}", "｝")

    # ---- expressions -----------------------------------------------------------------------------
    def expression(self, depth=3):
        kind = self.r.random() if depth else self.r.random() * 0.4
        if kind < 0.15:
            self.quantity(grouped=False)
        elif kind < 0.22:
            self.plain_number(grouped=False)
        elif kind < 0.35:
            self.path()
        elif kind < 0.38:
            self.date()
        elif kind < 0.4:
            self.keyword(self.pick("YES", "NO"), colon=False)
        elif kind < 0.55:
            self.add(word(self.pick("最大", "合计", "同比", "f", "四舍五入")))
            self.sign("(", "(", "（", near=True)
            for i in range(self.r.randint(0, 3)):
                if i:
                    self.sign(",", ", ", "，")
                self.expression(depth - 1)
            self.sign(")", ")", "）")
        elif kind < 0.65:
            self.sign("(", "(", "（")
            self.expression(depth - 1)
            self.sign(")", ")", "）")
        elif kind < 0.72:
            self.sign("-", "-", "－")
            self.expression(0)
        elif kind < 0.75:
            self.keyword("NOT", colon=False)
            self.expression(0)
        elif kind < 0.8:
            self.sign("(")
            self.keyword("IF", colon=False)
            self.expression(depth - 1)
            self.keyword("THEN", colon=False)
            self.expression(depth - 1)
            self.keyword("ELSE", colon=False)
            self.expression(depth - 1)
            self.sign(")")
        else:
            self.expression(depth - 1)
            kind = self.r.random()
            if kind < 0.2:
                self.keyword(self.pick("AND", "OR"), colon=False)
            elif kind < 0.4:
                self.operator(self.r.choice(sorted(OPERATORS)))
            elif kind < 0.6:
                self.sign(*self.pick(("+", "+", "＋"), ("-", "-", "－")))
            elif kind < 0.8:
                self.sign(*self.pick(("*", "*", "×", "＊"), ("/", "/", "／", "÷")))
                self.words[-1].loose = False # 5元/人 is one word
            else:
                self.sign("^", "^", "＾")
                self.words[-1].loose = self.words[-2].typed[-1] == ")"
                return self.add(word(self.pick("2", "3")))
            self.expression(depth - 1)

    def path(self):
        self.add(word(self.r.choice(NAMES)))
        while self.chance(0.3):
            self.sign(".", ".", "．")
            self.add(word(self.pick("实际", "预算", "执行率", "得分", "期末", "budget", '"7*24"')))

    # ---- statements ------------------------------------------------------------------------------
    def target(self, dates=True):
        kind = self.r.random()
        if kind < 0.4:
            self.operator(self.r.choice(sorted(OPERATORS)))
            if self.chance(0.1):
                self.sign("(")
                self.expression(2)
                self.sign(")")
            else:
                self.amount()
        elif kind < 0.5: # 10个以上
            at = len(self.words)
            self.quantity()
            token, sign = self.pick(("UPWARD", "≥"), ("DOWNWARD", "≤"))
            self.words.insert(at, word("", sign, loose=True, glued=True))
            self.add(word(self.pick(*KEYWORDS[token], *(["以内"] * (sign == "≤"))), ""))
        elif kind < 0.6:
            self.amount()
            self.sign("..", "..", "～", "~", "…", "-", " 至 ", " to ")
            self.amount()
        elif kind < 0.65:
            self.sign("±")
            self.quantity()
        elif kind < 0.72:
            self.add(word(self.r.choice(DEADLINES)))
        elif kind < 0.77:
            self.keyword(self.pick("YES", "NO"), colon=False)
        elif kind < 0.83:
            self.string()
        elif kind < 0.87:
            self.keyword("NA")
            self.string()
        elif kind < 0.92 and dates:
            self.date()
        else:
            self.amount()

    def attribute(self):
        kind = self.pick("VALUE", "VALUE", "POINTS", "SCORE", "BASIS", "EXPLAIN", "MARK", "MIDTERM", "NA", "ADJUST")
        self.keyword(kind)
        if kind == "VALUE" and self.chance(0.3):
            self.keyword(self.pick("SUM", "LAST", "MEAN", "MAX", "MIN", "COUNT"), colon=False)
        elif kind in ("VALUE", "SCORE"):
            at = len(self.words)
            self.expression()
            if self.words[at].typed in ("最大", "平均"):
                self.words[at + 1].near = True
        elif kind == "POINTS":
            self.points()
        elif kind == "BASIS":
            self.text()
        elif kind == "MARK":
            self.names()
        elif kind == "MIDTERM":
            self.target()
        elif kind == "ADJUST":
            self.optional(self.date)
            self.target(dates=False)
            if self.words[-1].typed[-1:] not in '"”」』》':
                self.optional(self.string, 0.3)
        else:
            self.string()

    def text(self):
        self.string() if self.chance(0.7) else self.add(word(self.r.choice(NAMES)))

    def indicator(self):
        if self.chance(0.05) and self.words[-1].typed not in "{｛": # a class named like an attribute
            if set(self.words[-1].typed) <= set(";；"):
                self.words[-1].typed = ";"
                self.words[-1].keep = self.words[-1].zh = self.words[-1].en = ";"
            else:
                self.sign(";")
            self.add(word(self.pick("依据", "说明", "中期", "调整", "basis", "以上")))
        elif self.chance(0.2):
            self.keyword("INDICATOR")
        else:
            self.add(word(self.pick("数量指标", "质量指标", "可持续影响指标", "成本指标", "服务对象满意度指标", "quality")))
            self.optional(lambda: self.dropped(self.pick(":", "：")), 0.1)
        self.name()
        self.target()
        for _ in range(self.pick(0, 0, 1, 1, 2, 3, 5)):
            self.attribute()

    def group(self):
        self.add(word(self.pick("产出指标", "效果指标", "满意度指标")))
        self.optional(self.points, 0.3)
        self.depth += 1
        self.block(self.statement if self.depth < 4 else self.indicator, self.pick(1, 1, 4))
        self.depth -= 1

    def source(self):
        last = next(w for w in reversed(self.words) if w.keep)
        if last.keep[-1] in "0123456789" and self.chance(0.5):
            self.add(word("元", apart="\n")) # `10 元` would be one quantity
        else:
            self.name()
        self.amount()
        self.optional(lambda: self.dropped(self.pick(" , ", " ; ")), 0.3)

    def budget(self):
        self.keyword("BUDGET")
        self.amount()
        if self.chance(0.15):
            self.keyword("MIDTERM")
            self.amount()
        for _ in range(self.pick(0, 1, 1, 2)):
            self.block(self.source)
        for _ in range(self.pick(0, 0, 0, 1, 2)):
            self.keyword("ADJUST")
            self.optional(self.date)
            self.amount()
            self.optional(self.string, 0.4)
            self.optional(lambda: self.block(self.source))

    def checkpoint(self):
        self.date()
        self.amount()
        self.optional(lambda: self.dropped(" , "), 0.2)

    def statement(self):
        kind = self.r.random()
        if kind < 0.35:
            self.indicator()
        elif kind < 0.45 and self.depth < 4:
            self.group()
        elif kind < 0.52:
            self.budget()
        elif kind < 0.57:
            self.keyword("PLAN")
            self.block(self.checkpoint, 6)
        elif kind < 0.67:
            token = self.pick("CODE", "USE", "GOAL", "NOTE", "MEASURES", "CHARGE", "MIDGOAL")
            self.keyword(token, colon=False)
            if token == "GOAL" and self.chance(0.3):
                w = self.words[-1]
                w.typed, w.keep, w.zh, w.en = (x + "2" for x in (w.typed, w.keep, w.zh, w.en))
            self.optional(lambda: self.dropped(self.pick(":", "：")), 0.15)
            self.text()
        elif kind < 0.7:
            self.keyword("PERIOD")
            self.add(word("2023"))
            self.sign("..", "..", "～", "-", " 至 ")
            self.add(word("2025年"))
        elif kind < 0.8:
            self.keyword("DATA")
            self.name()
            self.sign(":", ":", "：")
            self.keyword(self.pick("SUM", "LAST", "MEAN", "MAX", "MIN", "COUNT"), colon=False)
            self.unit()
        elif kind < 0.86:
            self.keyword("REQUIRE")
            self.expression()
            self.keyword("ELSE", colon=False)
            self.string()
        elif kind < 0.9:
            self.keyword("EXECRATE")
            self.points()
        elif kind < 0.92:
            self.add(word("产出指标"))
            self.points()
        else:
            self.common()

    def common(self):
        kind = self.pick("ADOPT", "ALLOW", "LET")
        self.keyword(kind)
        self.name()
        if kind == "ALLOW":
            self.string()
        elif kind == "LET":
            self.sign("=", "=", "＝", "═")
            self.expression()

    def body(self, kind):
        self.keyword(kind)
        self.name()
        inner = {"DEPARTMENT": ["SECTION", "PROJECT"], "PROJECT": ["SECTION"], "SECTION": []}[kind]
        self.depth += 1
        self.block(lambda: self.body(self.r.choice(inner)) if inner and self.chance(0.25) else self.statement(), 6)
        self.depth -= 1

    def class_item(self):
        self.name()
        if self.chance(0.15):
            self.keyword("ALIASES")
            self.name()

    def rule_group(self):
        rate = self.chance(0.2)
        self.keyword("EXECRATE") if rate else self.add(word(self.pick("产出指标", "效益指标", "满意度指标", "成本")))
        bare = not rate and self.chance(0.1)
        if not bare:
            self.points()
            if self.chance(0.3):
                self.keyword("SCORE")
                self.expression()
        if rate:
            return
        if self.chance(0.3):
            self.keyword("ALIASES")
            self.names()
        if not bare and self.chance(0.2):
            return
        self.sign("{")
        n = self.r.randint(0, 5)
        for i in range(n):
            self.class_item()
            if i + 1 < n:
                self.sign(",", ",", "，")
            elif self.chance(0.2):
                self.dropped(",")
        self.sign("}")

    def bands(self):
        for i in range(self.r.randint(1, 4)):
            if i:
                self.sign(",", ",", "，")
            self.add(word(self.pick("优", "良", "达成", "未达成")))
            self.points()

    def rule(self):
        kind = self.r.random()
        if kind < 0.4:
            self.rule_group()
        elif kind < 0.5:
            self.keyword("BASIS")
            self.string()
        elif kind < 0.65:
            chinese = self.keyword("UNMET")
            which = self.pick("POSITIVE", "NEGATIVE", "EQUAL")
            if which == "EQUAL":
                self.add(Word(self.pick(" = ", " 等于 ", " equals "), "等于" if chinese else "equals", "等于", "equals"))
            else:
                self.keyword(which, colon=False)
            self.sign("=", "=", "＝")
            self.expression()
        elif kind < 0.75:
            self.keyword(self.pick("BANDS", "GRADES"))
            self.bands()
        elif kind < 0.85:
            self.keyword(self.pick("DEVIATION", "PLACES"))
            self.points()
        elif kind < 0.9:
            self.keyword("DROP")
            self.names()
        elif kind < 0.95:
            self.keyword("ABSENT")
            self.add(word("满意度指标"))
            self.keyword("INTO")
            self.add(word("效益指标"))
        else:
            self.keyword("BARE")
            self.operator(self.pick("≥", "≤", ">", "<", "="))

    def check(self):
        kind = self.pick("PROJECT", "SET", "EXPECT", "ASOF")
        self.keyword(kind)
        if kind == "ASOF":
            return self.date()
        if kind == "EXPECT":
            return self.expression()
        self.path()
        if kind == "SET":
            self.sign("=", "=", "═")
            self.expression()

    def unit_declaration(self):
        self.keyword("UNIT")
        self.add(word(self.pick("标箱", "kn", "新元", "℃")))
        while self.chance(0.15):
            self.sign(",", ",", "，")
            self.unit()
        if self.chance(0.2):
            self.sign(":", ":", "：")
            self.name(keywords=False)
        if self.chance(0.5):
            self.sign("=", "=", "＝")
            if self.chance(0.5):
                self.add(word("1"))
                self.sign("/")
                self.add(word("100"))
                self.sign("*")
                self.add(word("米"))
            else:
                self.expression(2)
        if self.chance(0.4):
            self.keyword("ALIASES")
            self.unit()
            while self.chance(0.3):
                self.sign(",", ",", "，")
                self.unit()
        if self.chance(0.3):
            self.keyword("BASIS")
            self.text()

    def item(self):
        kind = self.r.random()
        if kind < 0.1:
            self.keyword("YEAR")
            self.add(word(self.pick("2021", "2021年", "2021年度")))
        elif kind < 0.13:
            self.keyword("IMPORT")
            self.text()
        elif kind < 0.16:
            self.keyword("DIMENSION")
            self.names()
        elif kind < 0.28:
            self.unit_declaration()
        elif kind < 0.34:
            self.keyword("FUNCTION")
            self.name(keywords=False)
            self.sign("(", "(", "（", near=True)
            self.optional(self.names)
            self.sign(")", ")", "）")
            self.sign("=", "=", "＝")
            self.expression()
        elif kind < 0.45:
            self.keyword("RULES")
            self.name()
            if self.chance(0.3):
                self.keyword("FROM")
                self.name(keywords=False)
            self.block(self.rule, 6)
        elif kind < 0.53:
            self.keyword("TEST")
            self.string()
            self.block(self.check)
        elif kind < 0.6:
            self.common()
        else:
            self.body(self.pick("DEPARTMENT", "SECTION", "PROJECT", "PROJECT"))

    # ---- the text --------------------------------------------------------------------------------
    def comment(self, before):
        text = self.pick("//", "///", "// 示例值", "/// 状态: 惯例", "//// 四道", "// “引号”不成对 {", "// 尾随空白", "//短")
        self.comments.append(text)
        lead = self.pick("", "  ", "\n", "\n\n")
        if before and before.typed[-1:] == "/":
            lead += " "
        return lead + text + self.pick("", "", "  ", "\t") + self.pick("\n", "\n", "\r\n", "\n\n\n")

    def gap(self, before, w, odd):
        if w.glued:
            return ""
        blank = self.pick(" ", " ", "  ", "\t", "\u3000")
        if w.near:
            return self.pick("", " ")
        out = ""
        while self.chance(0.03 * odd):
            out += self.comment(before)
        if w.apart and "\n" not in out and before.keep:
            return out + w.apart
        if self.chance(0.15 * odd):
            out += self.pick("\n", "\r\n", "\n\n", "\n  ")
        if not out and before and (before.loose or w.loose) and self.chance(0.3):
            return ""
        return out or blank

    def render(self):
        """The text as typed."""
        odd = self.pick(0, 1, 1, 2)
        out, before = self.pick("", "", "\ufeff", "\n", " "), None
        for w in self.words:
            out += self.gap(before, w, odd) + w.typed
            before = w if w.typed else before
        while self.chance(0.2 * odd):
            out += self.comment(before)
        return out + self.pick("", "\n", "\n\n", " ")


def program(seed):
    """(text, {keep, zh, en: the words in order without blanks}, comments)"""
    p = Program(seed)
    for _ in range(p.pick(1, 1, 2, 3)):
        p.item()
        p.optional(lambda: p.dropped(";"), 0.1)
    text = p.render()
    return text, {how: [getattr(w, how) for w in p.words] for how in ("keep", "zh", "en")}, p.comments


if __name__ == "__main__":
    import sys

    print(program(int(sys.argv[1]))[0])
