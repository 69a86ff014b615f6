"""A recogniser of pgl in its own words: a tokenizer and a recursive descent, written from the language's
description and not from grammar.y. It only says yes or no; mutate.py asks it which broken files are broken.

    tokens(text)  -> [Token(kind, text, start, end, line)], the last is END; raises Refused
    valid(text)   -> True or False

Kinds: WORD (also keywords: what a word is, its place decides), STRING, NUMBER, QUANTITY, DATE, DEADLINE, HOLE,
OP (a comparison), END; every other symbol is its own ASCII twin.
"""
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

BLANK = r"[ \t\r\n\f\v\u0085\u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
LETTER = r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
SIGN = r"℃㎡㎥°²³µ"
WORD = re.compile(rf"[{LETTER}℃㎡㎥][{LETTER}{SIGN}0-9_]*(?:[·、][{LETTER}{SIGN}0-9_]+)*")
NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
ATOM = rf"(?:m[23]|(?:(?!至|以[上下内])[{LETTER}{SIGN}])+(?:\^-?[0-9]+)?|[%‰])"
UNIT = re.compile(rf"{ATOM}(?:[·*]{ATOM})*(?:/{ATOM}(?:[·*/、]{ATOM})*)?")
MONTH, DAY = r"(?:1[0-2]|0?[1-9])月", r"(?:[12][0-9]|3[01]|0?[1-9])[日号]"
SPAN = r"(?:[一二三四]季度|第[一二三四1-4]季度|[上下]半年)[末底]?"
DATES = re.compile(rf"[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}"
                   rf"|(?:[0-9]{{4}}年)?{MONTH}(?:{DAY}|[底末]|份)?"
                   rf"|(?:[0-9]{{4}}年)?{SPAN}|[1-4]季度[末底]"
                   rf"|[0-9]{{4}}年度?[底末内]?|(?:本年度?|年)[底末内]")
BEFORE = re.compile(r"之前|以前|前")
QUOTES = {"“": "”", "「": "」", "『": "』", "《": "》"}

OPERATORS = {"≥": "≥", "≧": "≥", ">=": "≥", "≤": "≤", "≦": "≤", "<=": "≤", ">": ">", "<": "<", "=": "=", "═": "=",
             "≠": "≠", "!=": "≠"}
OPERATOR_WORDS = ("不得超过", "不少于", "不低于", "不超过", "不高于", "不多于", "至少", "至多", "超过", "大于", "高于",
                  "多于", "不足", "小于", "低于", "少于", "等于", "超", "at_least", "at_most", "more_than", "less_than",
                  "equals")
RANGE_WORDS = ("至", "to")
SYMBOLS = "{}():,;.~±+-*/^%‰"
LIKE = {"—": "~", "〜": "~", "×": "*", "÷": "/", "−": "-", "–": "-", "…": ".."}


class Refused(Exception):
    pass


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    line: int


def fold(text):
    """Full-width forms to their ASCII twins, one character for one."""
    return "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text)


@lru_cache(None)
def units():
    """Every unit of the stdlib, for numbers and units pasted apart."""
    names = set()
    for line in (ROOT / "stdlib" / "units.pgl").read_text(encoding="utf-8").split("\n"):
        m = re.match(r"单位 (.*?)(?:\s+依据.*)?$", line.split("//")[0].strip())
        if not m:
            continue
        head, _, also = m[1].partition("别名")
        for part in (re.split(r"[:=]", head)[0], also):
            names.update(x.strip() for x in part.split(",") if x.strip())
    return names


def known_unit(word):
    def atom(x):
        return x in units() or any(x[:i] in PREFIXES and x[i:] in units() for i in range(1, len(x)))

    return all(atom(re.sub(r"\^-?[0-9]+$", "", x)) for x in re.split(r"[·*/、]", word) if x)


PREFIXES = {a + b for a in ("", "十", "百", "千") for b in ("", "万", "亿")} | {"十", "百", "千", "万亿"} - {""}


def string_end(text, i):
    """Past the closing quote of the string that opens at i; None where its line ends first."""
    opens, depth = text[i], 1
    closes = QUOTES.get(opens, '"')
    i += 1
    while i < len(text) and text[i] not in "\r\n":
        c = text[i]
        if c == closes:
            depth -= 1
            if not depth:
                return i + 1
        elif c == opens:
            depth += 1
        elif c == "\\" and opens == '"' and text[i + 1:i + 2] in ('"', "\\"):
            i += 1
        i += 1
    return None


def number_token(text, i):
    m = NUMBER.match(text, i)
    unit = UNIT.match(text, m.end())
    if unit:
        return "QUANTITY", unit.end()
    apart = re.compile(r"[ \t\u3000\u00a0]+").match(text, m.end())
    if apart:
        unit = UNIT.match(text, apart.end())
        if unit and not text[unit.end():unit.end() + 1].isdigit() and known_unit(unit[0]):
            return "QUANTITY", unit.end()
    return "NUMBER", m.end()


def one_token(text, i):
    """(kind, end) of the token at i, which is no blank."""
    c = text[i]
    if c == '"' or c in QUOTES:
        end = string_end(text, i)
        if end is None:
            raise Refused("open quote")
        return "STRING", end
    date = DATES.match(text, i)
    best = None
    if date:
        before = BEFORE.match(text, date.end())
        best = ("DEADLINE", before.end()) if before else ("DATE", date.end())
    if "0" <= c <= "9":
        other = number_token(text, i)
        if best and best[0] == "DEADLINE":
            return best
        return other if not best or other[1] > best[1] else best
    word = WORD.match(text, i)
    if word:
        if best and best[1] >= word.end():
            return best
        for w in OPERATOR_WORDS:
            if word[0] == w or (word[0].startswith(w) and word[0][len(w)].isdigit()):
                return "OP", i + len(w)
        return ("TO" if word[0] in RANGE_WORDS else "WORD"), word.end()
    if c == "?":
        m = re.compile(r"\?+").match(text, i)
        unit = UNIT.match(text, m.end())
        return "HOLE", unit.end() if unit else m.end()
    for n in (2, 1):
        if text[i:i + n] in OPERATORS:
            return "OP", i + n
    if text[i:i + 2] in ("..", "……"):
        return "..", i + 2
    if c in LIKE:
        return LIKE[c], i + 1
    if c in SYMBOLS:
        return c, i + 1
    raise Refused(f"strange {c!r}")


def tokens(text, end_mark=True):
    source, text = text, fold(text)
    found, i, line = [], 0, 1
    skip = re.compile(rf"(?:{BLANK}|//[^\n]*)*")
    while True:
        j = skip.match(text, i).end()
        line += text.count("\n", i, j)
        if j >= len(text):
            break
        kind, i = one_token(text, j)
        shown = source[j:i]
        found.append(Token(kind, text[j:i] if kind in ("WORD", "OP") else shown, j, i, line))
    if end_mark:
        found.append(Token("END", "", len(text), len(text), line))
    return found


# ---- grammar ---------------------------------------------------------------------------------------
def twins():
    """English keywords to Chinese ones (the table of words is no grammar)."""
    pairs = {}
    row = re.compile(r'TOKEN\(\w+, (\w+), "([^"]+)", "([^"]+)"')
    for line in (ROOT / "grammar" / "keywords.def").read_text(encoding="utf-8").split("\n"):
        m = row.match(line)
        if m and m[1] not in ("SPECIAL", "VALUE", "SYMBOL", "OPERATOR", "TRIVIA"):
            pairs[m[3]] = m[2]
    return pairs


TWINS = twins()
TEXTS = {"编码", "用途", "目标", "备注", "措施", "负责", "中期目标"}
COMMON = {"采用", "允许", "令", "实际"}
STATEMENTS = COMMON | TEXTS | {"预算", "支出计划", "项目期", "数据", "要求", "指标", "执行率", "分项"}
FILE_LEVEL = COMMON | {"年度", "引用", "量纲", "单位", "函数", "规则", "测试", "部门", "分项", "项目"}
EVERY = STATEMENTS | FILE_LEVEL
ATTRIBUTES = {"取值", "分值", "评分", "依据", "说明", "标记", "中期", "不适用", "调整"}
FIELDS = {"部门", "项目", "二级指标", "指标", "日期", "取值", "单位", "原因"}
AGGREGATES = {"累计", "期末", "平均", "最大", "最小", "计数"}
DEPTH = 60


class Reader:
    def __init__(self, text):
        self.tokens, self.i, self.depth = tokens(text), 0, 0
        self.roles = {}  # what a word at this place is, by its number: keyword, attribute, class, name …

    def role(self, what):
        self.roles[self.i] = what

    # -- tokens
    def kind(self, ahead=0):
        return self.tokens[min(self.i + ahead, len(self.tokens) - 1)].kind

    def word(self, ahead=0):
        t = self.tokens[min(self.i + ahead, len(self.tokens) - 1)]
        if t.kind != "WORD":
            return None
        if re.fullmatch(r"(?:目标|goal)[0-9]+", t.text):
            return "目标"
        return TWINS.get(t.text, t.text)

    def take(self, *kinds):
        if self.kind() in kinds:
            self.i += 1
            return True
        return False

    def need(self, *kinds):
        if not self.take(*kinds):
            raise Refused(f"line {self.tokens[self.i].line}: {self.tokens[self.i].text!r} for {kinds}")

    def is_op(self, *ops):
        t = self.tokens[self.i]
        return t.kind == "OP" and (not ops or OPERATORS.get(t.text) in ops or ("=" in ops and t.text in ("等于", "equals")))

    def need_op(self, *ops):
        if not self.is_op(*ops):
            self.need("OP " + " ".join(ops))
        self.i += 1

    def keyword(self, *words):
        if self.word() in words:
            self.role("attribute")
            self.i += 1
            self.take(":")
            return True
        return False

    def need_word(self, *words):  # the second word of a statement, as 否则: no colon follows it
        if self.word() not in words:
            self.need(*words)
        self.role("attribute")
        self.i += 1

    def name(self, role="name"):
        self.roles.setdefault(self.i, role)
        self.need("WORD", "STRING")

    def names(self):
        self.name()
        while self.take(","):
            self.name()

    def deeper(self):
        self.depth += 1
        if self.depth > DEPTH:
            raise Refused("too deep for this reader")

    # -- file
    def file(self):
        while not self.take("END"):
            if self.take(";"):
                continue
            w = self.word()
            if w not in FILE_LEVEL:
                self.need("a statement of the file")
            self.role("keyword")
            self.i += 1
            self.take(":")
            self.item(w)

    def item(self, w):
        if w == "年度":
            self.need("NUMBER", "DATE")
        elif w == "引用":
            self.name()
        elif w == "量纲":
            self.names()
        elif w == "单位":
            self.unit_declaration()
        elif w == "函数":
            self.name()
            self.need("(")
            if not self.take(")"):
                self.names()
                self.need(")")
            self.need_op("=")
            self.expression()
        elif w == "规则":
            self.rule_set()
        elif w == "测试":
            self.need("STRING")
            self.need("{")
            while not self.take("}"):
                self.take(";") or self.check()
        elif w in ("部门", "分项", "项目"):
            self.body(w)
        else:
            self.common(w)

    def common(self, w):
        if w == "实际":
            self.actuals()
            return
        self.name()
        if w == "允许":
            self.need("STRING")
        elif w == "令":
            self.need_op("=")
            self.expression()

    # -- 实际
    def actuals(self):
        self.need("STRING")
        if self.keyword("表"):
            self.names()
        if self.take("{"):
            while not self.take("}"):
                self.take(";") or self.field()

    def number_run(self, last_needed):
        self.need("NUMBER")
        if self.take("..", "~", "-", "TO"):
            self.take("NUMBER") or not last_needed or self.need("NUMBER")
        elif not last_needed:
            self.need("..")

    def field(self):
        w = self.word()
        if w not in FIELDS | {"表头", "行", "只取"}:
            self.need("a field")
        self.role("keyword")
        self.i += 1
        if w == "表头":
            self.take(":")
            self.number_run(True)
        elif w == "行":
            self.take(":")
            self.number_run(False)
        elif w == "只取":
            self.take(":")
            self.condition()
            while self.word() == "且":
                self.need_word("且")
                self.condition()
        elif self.is_op("="):
            self.i += 1
            self.origin(w)
        elif w == "单位":
            self.take(":")
            self.unit()
        else:
            self.i -= 1
            while not self.is_op("="):
                self.key()
            self.i += 1
            self.column()

    def key(self):
        w = self.word()
        if w not in ("部门", "项目", "二级指标", "指标", "日期"):
            self.need("a key")
        self.role("keyword")
        self.i += 1
        if w == "日期":
            self.need("DATE")
        else:
            self.name()

    def column(self, run=False):
        if not self.keyword("列"):
            self.need("列")
        self.place()
        if run and self.take("..", "~", "-", "TO"):
            self.place()

    def place(self):
        if not self.take("NUMBER"):
            self.name()

    def origin(self, w):
        if self.word() == "列":
            self.column(run=True)
        elif self.word() == "表头":
            self.need_word("表头")
            self.take("NUMBER")
        elif self.word() == "表名":
            self.need_word("表名")
        elif w == "日期":
            self.need("DATE")
        elif w == "单位":
            self.unit()
        elif w == "取值":
            self.need("NUMBER", "QUANTITY")
        else:
            self.name()

    def condition(self):
        self.column()
        if self.is_op("=", "≠"):
            self.i += 1
            self.take("NUMBER") or self.name("text")
            while self.take(","):
                self.take("NUMBER") or self.name("text")
        else:
            self.need_op("≥", "≤", ">", "<")
            self.need("NUMBER")

    # -- 部门 分项 项目
    def body(self, w):
        self.name("block name")
        if w == "分项":
            self.take("QUANTITY")
        self.statements(w)

    def statements(self, within):
        self.deeper()
        self.need("{")
        holds = {"部门": {"分项", "项目"}, "项目": {"分项"}}.get(within, set())
        while not self.take("}"):
            if self.take(";"):
                continue
            w = self.word()
            if w is None:
                self.need("a statement")
            self.role("keyword" if w in holds | STATEMENTS else "class")
            self.i += 1
            if w in holds:
                self.take(":")
                self.body(w)
            elif w in STATEMENTS and w != "分项":
                self.take(":")
                self.statement(w)
            elif w in EVERY:  # a class may not be named like a statement's keyword
                self.i -= 1
                self.need("a class")
            else:
                self.class_or_group()
        self.depth -= 1

    def class_or_group(self):
        if self.take("NUMBER", "QUANTITY"):
            if self.kind() == "{":
                self.statements("组")
        elif self.kind() == "{":
            self.statements("组")
        else:
            self.take(":")
            self.indicator()

    def indicator(self):
        self.name()
        self.target()
        while self.word() in ATTRIBUTES:
            w = self.word()
            self.role("attribute")
            self.i += 1
            self.take(":")
            self.attribute(w)

    def attribute(self, w):
        if w == "取值":
            if self.word() in AGGREGATES and self.kind(1) != "(":
                self.role("aggregate")
                self.i += 1
            else:
                self.expression()
        elif w == "评分":
            self.expression()
        elif w == "分值":
            self.need("NUMBER", "QUANTITY")
        elif w == "依据":
            self.name()
        elif w == "标记":
            self.names()
        elif w == "中期":
            self.target()
        elif w == "调整":
            self.take("DATE")
            self.target()
            self.take("STRING")
        else:
            self.need("STRING")

    def amount(self):
        if self.word() == "待定":
            self.i += 1
            return
        self.take("-")
        self.need("NUMBER", "QUANTITY", "HOLE")

    def target(self):
        if self.is_op():
            self.i += 1
            if self.take("("):
                self.expression()
                self.need(")")
            else:
                self.amount()
        elif self.take("DATE", "DEADLINE", "STRING"):
            pass
        elif self.take("±"):
            self.need("NUMBER", "QUANTITY")
        elif self.word() in ("是", "否"):
            self.i += 1
        elif self.word() == "不适用":
            self.keyword("不适用")
            self.need("STRING")
        else:
            self.amount()
            if self.take("..", "~", "-", "TO"):
                self.amount()
            elif self.word() in ("以上", "以下", "以内", "or_more", "or_less"):
                self.i += 1

    def sources(self):
        while self.take("{"):
            while not self.take("}"):
                if not self.take(";", ","):
                    self.name()
                    self.amount()

    def statement(self, w):
        if w in COMMON:
            self.common(w)
        elif w in TEXTS:
            self.name("text")
        elif w == "预算":
            self.amount()
            if self.keyword("中期"):
                self.amount()
            self.sources()
            while self.keyword("调整"):
                self.take("DATE")
                self.amount()
                self.take("STRING")
                self.sources()
        elif w == "支出计划":
            self.need("{")
            while not self.take("}"):
                if not self.take(";", ","):
                    self.need("DATE")
                    self.amount()
        elif w == "项目期":
            self.need("NUMBER", "DATE")
            self.need("..", "~", "-", "TO")
            self.need("NUMBER", "DATE")
        elif w == "数据":
            self.name()
            self.need(":")
            if self.word() not in AGGREGATES:
                self.need("累计 …")
            self.role("aggregate")
            self.i += 1
            self.unit()
        elif w == "要求":
            self.expression()
            self.need_word("否则")
            self.need("STRING")
        elif w == "指标":
            self.indicator()
        elif w == "执行率":
            self.need("NUMBER", "QUANTITY")

    # -- units, rule sets, tests
    def unit(self):
        self.role("unit")
        self.need("WORD", "%", "‰")
        while True:
            if self.take("*", "/"):
                self.need("WORD", "%", "‰")
            elif self.take("^"):
                self.need("NUMBER")
            else:
                return

    def unit_declaration(self):
        self.unit()
        while self.take(","):
            self.unit()
        if self.take(":"):
            self.name()
        if self.is_op("="):
            self.i += 1
            self.expression()
        if self.keyword("别名"):
            self.unit()
            while self.take(","):
                self.unit()
        if self.keyword("依据"):
            self.name()

    def rule_set(self):
        self.name()
        if self.keyword("取自"):
            self.name()
        self.need("{")
        while not self.take("}"):
            if not self.take(";"):
                self.rule()

    def rule(self):
        w = self.word()
        self.role("keyword")
        self.need("WORD")
        if w == "依据":
            self.take(":")
            self.need("STRING")
        elif w == "未达标":
            self.take(":")
            if self.word() in ("正向", "反向"):
                self.i += 1
            else:
                self.need_op("=")
            self.need_op("=")
            self.expression()
        elif w in ("档次", "评级"):
            self.take(":")
            self.band()
            while self.take(","):
                self.band()
        elif w in ("偏离提示", "保留"):
            self.take(":")
            self.need("NUMBER", "QUANTITY")
        elif w == "删去":
            self.take(":")
            self.names()
        elif w == "缺":
            self.take(":")
            self.name()
            self.need_word("并入")
            self.name()
        elif w == "无符号":
            self.take(":")
            self.need_op("≥", "≤", ">", "<", "=")
        else:
            if w == "执行率":
                self.take(":")
            pointed = self.take("NUMBER", "QUANTITY")
            if pointed and self.keyword("评分"):
                self.expression()
            if w == "执行率":
                if not pointed:
                    self.need("points")
                return
            if self.keyword("别名"):
                self.names()
            if self.kind() == "{":
                self.classes()
            elif not pointed:
                self.need("{")

    def band(self):
        self.name()
        self.need("NUMBER", "QUANTITY")

    def classes(self):
        self.need("{")
        while not self.take("}"):
            self.name()
            if self.keyword("别名"):
                self.name()
            if self.kind() != "}":
                self.need(",")

    def check(self):
        self.role("keyword")
        if self.keyword("项目"):
            self.path()
        elif self.keyword("设"):
            self.path()
            self.need_op("=")
            self.expression()
        elif self.keyword("期望"):
            self.expression()
        elif self.keyword("截至"):
            self.need("DATE")
        else:
            self.need("项目 设 期望 截至")

    def path(self):
        self.name()
        while self.take("."):
            self.name()

    # -- expressions, loosest first
    def expression(self, level=0):
        self.deeper()
        if level == 0:
            if self.word() == "若":
                self.i += 1
                self.expression()
                self.need_word("则")
                self.expression()
                self.need_word("否则")
                self.expression()
            else:
                self.expression(1)
                while self.word() == "或":
                    self.i += 1
                    self.expression(1)
        elif level == 1:
            self.expression(2)
            while self.word() == "且":
                self.i += 1
                self.expression(2)
        elif level == 2:
            while self.word() == "非":
                self.i += 1
            self.expression(3)
        elif level == 3:
            self.expression(4)
            while self.is_op():
                self.i += 1
                self.expression(4)
        elif level in (4, 5):
            signs = ("+", "-") if level == 4 else ("*", "/")
            self.expression(level + 1)
            while self.take(*signs):
                self.expression(level + 1)
        else:
            while self.take("-"):
                pass
            self.operand()
            while self.take("^"):
                self.expression(6)
        self.depth -= 1

    def operand(self):
        if self.word() in ("若", "非"):  # loose operators reach down where nothing else can stand
            self.expression(0 if self.word() == "若" else 2)
        elif self.take("NUMBER", "QUANTITY", "HOLE", "DATE", "DEADLINE"):
            pass
        elif self.take("("):
            self.expression()
            self.need(")")
        elif self.kind() == "WORD" and self.kind(1) == "(":
            self.i += 2
            if not self.take(")"):
                self.expression()
                while self.take(","):
                    self.expression()
                self.need(")")
        elif self.word() in ("是", "否", "待定"):
            self.i += 1
        else:
            self.path()


def valid(text):
    try:
        Reader(text).file()
    except Refused:
        return False
    return True


if __name__ == "__main__":
    import sys

    for path in sys.argv[1:]:
        try:
            Reader(Path(path).read_text(encoding="utf-8")).file()
            print(path, "ok")
        except Refused as why:
            print(path, why)
