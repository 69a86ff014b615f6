"""What cells of a table of actual values mean: names, numbers with units, dates, grades, by the manual
(docs/manual/3-actuals.md). Written for clarity, with big rationals; nothing here is pgl's.

A value is a tuple: ("num", Fraction in base units) ("bool", b) ("date", ordinal) ("grade", index, share)
("none", why). Reading raises Bad(code) for a bad row.
"""
import calendar
import datetime
import functools
import re
import unicodedata
from fractions import Fraction

F = Fraction
PREFIX = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
          "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
UNITS = {}  # text: (dimension, scale)


def _units(dimension, **scales):
    for name, scale in scales.items():
        UNITS[name] = (dimension, F(scale))


UNITS.update({"%": ("1", F(1, 100)), "‰": ("1", F(1, 1000)), "倍": ("1", F(1)), "百分比": ("1", F(1, 100))})
_units("货币", 元=1, 圆=1, 角=F(1, 10))
_units("时间", 日=1, 天=1, 小时=F(1, 24), 分钟=F(1, 1440), 秒=F(1, 86400), 周=7)
_units("月", 月=1, 个月=1, 季度=3, 年=12)
_units("面积", 平方米=1, 平米=1, m2=1, 公顷=10000, 亩=F(2000, 3), 平方公里=10**6)
_units("长度", 米=1, 公里=1000, 千米=1000, 厘米=F(1, 100), 里=500)
_units("质量", 千克=1, 公斤=1, 吨=1000, 克=F(1, 1000), 斤=F(1, 2))
_units("功率", 千瓦=1000, 兆瓦=10**6, 瓦=1)
_units("电压", 伏特=1, 千伏=1000)
for _count in "人 人次 个 条 次 场次 件 户 家 起 所 处 万人次".split():
    if _count != "万人次":
        UNITS[_count] = (_count, F(1))
UNITS["元/人"] = ("货币/人", F(1))
UNITS["元/人次"] = ("货币/人次", F(1))
UNITS["元/平方米"] = ("货币/面积", F(1))
UNITS["元/亩"] = ("货币/面积", F(3, 2000))


class Bad(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def is_cjk(c):
    return unicodedata.east_asian_width(c) in "WF" and not c.isspace()


@functools.lru_cache(1 << 18)
def key(text):
    """The form in which names are compared: NFKC, no white space between wide characters, one kind of quote."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = re.sub(r"[“”「」『』《》]", '"', text)
    text = re.sub(r"\s+", " ", text)
    out = []
    for i, c in enumerate(text):
        if c == " " and i and i + 1 < len(text) and (is_cjk(text[i - 1]) and is_cjk(text[i + 1])):
            continue
        out.append(c)
    return "".join(out)


@functools.lru_cache(1 << 12)
def find_unit(text):
    """(dimension, scale) of a unit as written; Bad for what is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text in UNITS:
        return UNITS[text]
    for n in (2, 1):
        if text[:n] in PREFIX and text[n:] in UNITS:
            dimension, scale = UNITS[text[n:]]
            return dimension, scale * PREFIX[text[:n]]
    raise Bad("E0723" if text in PREFIX else "E0722")


OPERATORS = ["不得超过", "不少于", "不低于", "不超过", "不高于", "不多于", "至少", "至多", "超过", "大于", "高于", "多于",
             "不足", "小于", "低于", "少于", "等于", "≥", ">=", "≤", "<=", ">", "<", "="]
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?")


def read_number(text):
    """(value, rest); Bad where the text does not begin with a number."""
    m = NUMBER.match(text)
    digits = m[0].replace(",", "")
    if not re.search(r"\d", digits):
        raise Bad("E0721")
    if digits.endswith("."):
        digits += "0"
    rest = text[m.end():].strip()
    if rest.startswith(","):  # 1,23: groups are of three
        raise Bad("E0721")
    return F(digits), rest


def read_quantity(text, unit_cell, header_unit, declared):
    """(value, flags, assumed?): declared is the unit the input has (None: a plain number)."""
    flags = set()
    for op in OPERATORS:
        if text.startswith(op):
            text = text[len(op):].strip()
            flags.add("repeated_operator")
            break
    else:
        for tail in ("以上", "以下", "以内"):
            if text.endswith(tail):
                text = text[:-2].strip()
                flags.add("repeated_operator")
                break
    for word in ("大约", "约", "近"):
        if text.startswith(word):
            text = text[len(word):].strip()
            flags.add("approximate")
            break
    number, rest = read_number(text)
    for word in ("左右", "余", "多"):
        if rest.startswith(word):
            rest = rest[len(word):].strip()
            flags.add("approximate")
            break
        if rest.endswith(word):
            rest = rest[:-len(word)].strip()
            flags.add("approximate")
            break
    unit = rest or key(unit_cell) or header_unit
    dimension, scale = find_unit(declared) if declared else ("1", F(1))
    if unit:
        try:
            its, factor = find_unit(unit)
        except Bad as bad:
            raise Bad("E0721") if str(bad) == "E0722" and re.search("[0-9]", rest) else bad
        if its != dimension:
            raise Bad("E0724")
        return number * factor, flags, False
    ratio = dimension == "1" and scale != 1
    if ratio and 0 < abs(number) <= 1:
        raise Bad("E0725")
    assumed = dimension != "1" or ratio
    return number * scale, flags | ({"unit_assumed"} if assumed else set()), assumed


def day(year, month, date):
    try:
        return datetime.date(year, month, date).toordinal()
    except ValueError:
        raise Bad("E0728") from None


def is_day(*date):
    try:
        return bool(day(*date))
    except Bad:
        return False


def span(year, first, last, as_of):
    """A period ends with its last day, or with the as-of date where that lies inside."""
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise Bad("E0728")
    a = day(year, first, 1)
    b = day(year, last, calendar.monthrange(year, last)[1])
    return as_of if a <= as_of <= b else b


QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
TAIL = r"(?:底|末|前|之前|完成)*"


def read_date(text, year, as_of):
    """Ordinal of a day or of a period's end; Bad E0728 for a day that does not exist, E0729 for no date."""
    text = key(text)
    m = re.match(r"(\d\d)(?:年|[-/.](\d{1,2})[-/.](\d{1,2})(?!\d))", text)
    if m and (not m[2] or is_day(2000 + int(m[1]), int(m[2]), int(m[3]))):
        raise Bad("E0729")
    m = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text)
    if m:
        return day(*map(int, m.groups()))
    m = re.fullmatch(r"(\d{4})(\d\d)", text)
    if m:
        return span(int(m[1]), int(m[2]), int(m[2]), as_of)
    m = re.match(r"(\d{4})(?:年|[-/.]|(?=Q)|$)度?", text)
    rest, told = text, False
    if m:
        year, rest, told = int(m[1]), text[m.end():], True
    q = re.fullmatch(r"(?:第?([一二三四1-4])季度|Q([1-4]))" + TAIL, rest)
    if q:
        n = QUARTERS[q[1] or q[2]]
        return span(year, 3 * n - 2, 3 * n, as_of)
    h = re.fullmatch("(上|下)半年" + TAIL, rest)
    if h:
        return span(year, 1, 6, as_of) if h[1] == "上" else span(year, 7, 12, as_of)
    if re.fullmatch(("" if told else "(?:全年|年)") + TAIL, rest):
        return span(year, 1, 12, as_of)
    m = re.fullmatch(r"(\d{1,2})(?:月份?|[-/.])" + TAIL, rest) or (told and re.fullmatch(r"(\d{1,2})" + TAIL, rest))
    if m:
        return span(year, int(m[1]), int(m[1]), as_of)
    m = re.fullmatch(r"(\d{1,2})(?:月份?|[-/.])(\d{1,2})(?:日|号)?(?:" + TAIL + r"|[ T].*)", rest)
    if m:
        if not 1 <= int(m[1]) <= 12:
            raise Bad("E0728")
        return day(year, int(m[1]), int(m[2]))
    raise Bad("E0729")


YES, NO = {"是", "yes", "true", "Y", "√"}, {"否", "no", "false", "N", "×"}
NONE = {"无", "—", "——", "-", "--", "/", "不适用", "N/A"}
BANDS = ("达成", "部分达成", "未达成")
BAND_TAILS = ("预期指标并具有一定效果", "预期指标且效果较差", "并具有一定效果", "且效果较差", "预期指标")


def read_grade(text, lows, words):
    """(value, flags) of a qualitative cell; lows: the lower ends of the three bands; words: the target's own."""
    text = key(text)
    if words and text == key(words):
        return ("grade", 0, F(1)), {"meant_met"}
    for i, name in enumerate(BANDS):
        if not text.startswith(name):
            continue
        rest = text[len(name):].strip()
        for tail in BAND_TAILS:
            if rest.startswith(tail):
                rest = rest[len(tail):].strip()
                break
        rest = rest.lstrip("(:,").rstrip("),").strip()
        if not rest:
            if i:
                raise Bad("E0726")
            return ("grade", 0, F(1)), set()
        share, unit = read_number(rest)
        if unit != "%":
            raise Bad("E0721")
        share /= 100
        top_ok = share <= 1 if i == 0 else share < lows[i - 1]
        if not top_ok or share < lows[i]:
            raise Bad("E0727")
        return ("grade", i, share), set()
    raise Bad("E0721")


def read_value(want, text, unit_cell, header_unit, year, as_of):
    """(value or None for an empty cell, flags, assumed?). want: kind, unit, lows, words."""
    text = key(text)
    if not text:
        return None, set(), False
    if text in NONE:
        return ("none", text), set(), False
    if want.kind == "any":
        return ("words",), set(), False
    if want.kind == "num":
        number, flags, assumed = read_quantity(text, unit_cell, header_unit, want.unit)
        return ("num", number), flags, assumed
    if want.kind == "bool":
        if text in YES or text in NO:
            return ("bool", text in YES), set(), False
        raise Bad("E0721")
    if want.kind == "date":
        try:
            return ("date", read_date(text, year, as_of)), set(), False
        except Bad as bad:
            raise Bad("E0721" if bad.code == "E0729" else bad.code) from None
    value, flags = read_grade(text, want.lows, want.words)
    return value, flags, False
