"""The facts of .pgl files as imports write them, read by a small reader of their own (no pgl code): each fact is
(entity, field, …) → value. Enough of the language for forms; not for formulas.
"""
import re
import unicodedata

TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|[{};]|[^\s{};"]+', re.S)
TEXTS = {"编码", "用途", "目标", "备注", "措施", "负责", "中期目标"}
ATTRIBUTES = {"中期", "调整", "分值", "依据", "说明", "标记", "评分", "取值", "不适用"}
CLASSES = re.compile(r".*(指标|影响)$")
OPERATORS = {"≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", "≧": "≥", "═": "=", ">=": "≥", "<=": "≤",
             "不少于": "≥", "不低于": "≥", "不超过": "≤"}


def unquote(token):
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def target(words):
    """One spelling of a target: ≥ 10次, 10次以上 and ≧10 次 are one."""
    text = unicodedata.normalize("NFKC", "".join(words)).replace(" ", "")
    for sign, one in sorted(OPERATORS.items(), key=lambda x: -len(x[0])):
        if text.startswith(sign):
            return one + text[len(sign):]
    for word, one in (("以上", "≥"), ("以下", "≤"), ("以内", "≤")):
        if text.endswith(word):
            return one + text[:-len(word)]
    return text


class Reader:
    def __init__(self, text):
        self.tokens = [t for t in TOKEN.findall(text) if not t.startswith("//") and t != ";"]
        self.comments = [t for t in TOKEN.findall(text) if t.startswith("//")]
        self.at, self.facts = 0, {}

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def put(self, key, value):
        n = 0
        while key + (n,) in self.facts:
            n += 1
        self.facts[key + (n,)] = value

    def file(self):
        rules = None
        while self.peek():
            word = self.next()
            if word == "年度":
                self.put(("年度",), self.next())
            elif word == "采用":
                rules = self.next()
                self.put(("采用",), rules)
            elif word in ("部门", "项目"):
                self.body(word, ())
            else:
                raise ValueError(f"unexpected {word}")
        return self.facts

    def body(self, kind, above):
        path = above + ((kind, unquote(self.next())),)
        self.next()  # {
        self.statements(path, None)

    def statements(self, path, group):
        while self.peek() != "}":
            word = self.next()
            plain = re.sub(r"\d+$", "", word)
            if plain in TEXTS and self.peek().startswith('"'):
                self.put((path, plain), unquote(self.next()))
            elif word == "采用":
                self.put((path, "采用"), self.next())
            elif word in ("分项", "项目"):
                self.body(word, path)
            elif word == "项目期":
                self.put((path, "项目期"), self.next())
            elif word == "预算":
                self.budget(path)
            elif word == "支出计划":
                self.next()
                while self.peek() != "}":
                    self.put((path, "支出计划", self.next()), self.next())
                self.next()
            elif word == "执行率":
                self.put((path, "执行率"), self.next())
            elif self.peek() == "{" or self.peek(1) == "{" and re.fullmatch(r"[\d.]+分", self.peek()):
                if self.peek() != "{":
                    self.put((path, "组", word), self.next())
                self.next()
                self.statements(path, word)
            else:
                self.indicator(path, group, word)
        self.next()

    def budget(self, path, what="预算"):
        self.put((path, what), self.next())
        while True:
            if self.peek() == "中期":
                self.next()
                self.put((path, "中期预算"), self.next())
            elif self.peek() == "{":
                self.next()
                while self.peek() != "}":
                    name = unquote(self.next())
                    self.put((path, what, "来源", name), self.next())
                self.next()
            elif self.peek() == "调整":
                self.next()
                what = "调整预算"
                self.put((path, what), self.next())
            else:
                return

    def indicator(self, path, group, word):
        level2 = "" if word == "指标" else word
        name = unquote(self.next())
        key = (path, "指标", level2, name)
        self.put(key + ("一级",), group or "")
        values = {"目标值": []}
        field = "目标值"
        while self.peek() not in ("}", "{"):
            token = self.peek()
            if token in ATTRIBUTES:
                field = self.next()
                values[field] = []
                continue
            done = values[field]
            complete = bool(done) and not (len(done) == 1 and done[0] in OPERATORS)
            starts = token in TEXTS or token in ("指标", "分项", "项目", "预算", "支出计划") or CLASSES.match(token) and not token.startswith('"')
            if complete and (starts or re.sub(r"\d+$", "", token) in TEXTS):
                break
            done.append(self.next())
        for field, words in values.items():
            is_target = field in ("目标值", "中期", "调整")
            value = words[0] if words and words[0].startswith('"') else target(words) if is_target else " ".join(words)
            self.put(key + (field,), unquote(value))


def read(text):
    return Reader(text).file()


def compare(want, have, skip=lambda key: False):
    """(fields read, wrong, missing, extra) as lists of lines; `skip` takes keys out on both sides."""
    want = {k: v for k, v in want.items() if not skip(k)}
    have = {k: v for k, v in have.items() if not skip(k)}
    same = [k for k, v in want.items() if have.get(k) == v]
    wrong = [f"{k}: {have[k]!r}, not {v!r}" for k, v in want.items() if k in have and have[k] != v]
    missing = [f"{k}: {v!r}" for k, v in want.items() if k not in have]
    extra = [f"{k}: {v!r}" for k, v in have.items() if k not in want]
    return same, wrong, missing, extra
