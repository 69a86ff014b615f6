#!/usr/bin/env python3
"""Run Lemon on a grammar and make sure of its tables.  usage: lemon.py OUTDIR GRAMMAR

The parser's own tables are read from what Lemon wrote and put into a form for grammar/engine.h. Fails on a conflict, and
where what is read differs from Lemon's report, action by action: another Lemon with other internals is found out
here, at build time. (Names of struct fields are left to the C compiler.)

-c keeps every reduction explicit. With the usual compression a state's default reduction hides a keyword's
own one, the keyword falls back to a name and is swallowed; that, too, is checked.
"""
import re
import subprocess
import sys
from pathlib import Path

MACROS = """YYNOCODE YYNSTATE YYNRULE YYNTOKEN YY_MAX_SHIFT YY_MIN_SHIFTREDUCE YY_MAX_SHIFTREDUCE YY_ERROR_ACTION
    YY_ACCEPT_ACTION YY_NO_ACTION YY_MIN_REDUCE YY_MAX_REDUCE YY_SHIFT_COUNT YY_REDUCE_COUNT""".split()
TABLES = "yy_action yy_lookahead yy_shift_ofst yy_reduce_ofst yy_default yyRuleInfoLhs yyRuleInfoNRhs".split()


def fail(why):
    sys.exit("lemon.py: " + why)


class Parser:
    """The tables of a generated parser, read from its text."""

    def __init__(self, source):
        for name in MACROS:
            m = re.search(rf"^#define {name}\s+\(?(-?\d+)\)?$", source, re.M)
            setattr(self, name, int(m[1]) if m else fail(f"the parser defines no {name}; what reads it relies on it"))
        if re.search(r"^#define YYWILDCARD", source, re.M):
            fail("the engine knows no %wildcard")
        for name in TABLES:
            setattr(self, name, self.table(source, name))
        self.yyFallback = self.table(source, "yyFallback") if "#define YYFALLBACK" in source else []
        names = re.search(r"yyTokenName\[\] = \{(.*?)\};", source, re.S)
        self.names = re.findall(r'"([^"]*)"', names[1]) if names else fail("the parser has no yyTokenName")

    @staticmethod
    def table(source, name):
        m = re.search(rf"\b{name}\[\] = \{{(.*?)\}};", source, re.S)
        if not m:
            fail(f"the parser has no table {name}; what reads it relies on it")
        return [int(n) for n in re.findall(r"-?\d+", re.sub(r"/\*.*?\*/", "", m[1], flags=re.S))]

    def shift(self, state, token):
        """yy_find_shift_action without fallback."""
        i = self.yy_shift_ofst[state] + token
        return self.yy_action[i] if self.yy_lookahead[i] == token else self.yy_default[state]

    def goto(self, state, symbol):
        """yy_find_reduce_action."""
        if state > self.YY_REDUCE_COUNT:
            return self.yy_default[state]
        i = self.yy_reduce_ofst[state] + symbol
        inside = 0 <= i < len(self.yy_action)
        return self.yy_action[i] if inside and self.yy_lookahead[i] == symbol else self.yy_default[state]

    def goes(self, state, symbol):
        """Whether a symbol may come behind a state: yy_find_reduce_action without its default."""
        i = self.yy_reduce_ofst[state] + symbol
        return 0 <= i < len(self.yy_action) and self.yy_lookahead[i] == symbol

    def action(self, state, symbol):
        return self.shift(state, symbol) if symbol < self.YYNTOKEN else self.goto(state, symbol)

    def code(self, verb, number):
        """What the report calls `shift 3` as a number of the table."""
        return {"shift": number, "shift-reduce": self.YY_MIN_SHIFTREDUCE + number, "accept": self.YY_ACCEPT_ACTION,
                "reduce": self.YY_MIN_REDUCE + number, "error": self.YY_ERROR_ACTION}.get(verb)


def reported(report):
    """(state, symbol, verb, number) of each action that Lemon's report lists."""
    state = None
    for line in report.split("\n"):
        if m := re.match(r"State (\d+):$", line):
            state = int(m[1])
        elif line.startswith("-----"):
            return
        elif m := re.match(r"\s+(\S+) (shift-reduce|shift|reduce|accept|error)\s*(\d*)", line):
            yield state, m[1], m[2], int(m[3] or 0)


def check_order(p):
    order = [p.YY_MAX_SHIFT, p.YY_MIN_SHIFTREDUCE, p.YY_ERROR_ACTION, p.YY_ACCEPT_ACTION, p.YY_NO_ACTION,
             p.YY_MIN_REDUCE, p.YY_MAX_REDUCE]
    if order != sorted(set(order)) or not p.YY_MIN_SHIFTREDUCE <= p.YY_MAX_SHIFTREDUCE < p.YY_ERROR_ACTION:
        fail("the action numbers are in another order than the engine relies on")
    if len(p.yy_shift_ofst) != p.YY_SHIFT_COUNT + 1 or len(p.yy_default) != p.YYNSTATE:
        fail("the action tables have another shape than the engine relies on")


def check_actions(p, report):
    number = {name: i for i, name in enumerate(p.names)}
    listed = set()
    for state, symbol, verb, n in reported(report):
        if symbol == "{default}" or state > p.YY_MAX_SHIFT:
            continue
        listed.add((state, number[symbol]))
        if p.action(state, number[symbol]) != p.code(verb, n):
            fail(f"state {state}, {symbol}: the tables do not say `{verb} {n}` there")
    if not listed:
        fail("Lemon's report has another form than expected")
    for state in range(p.YY_MAX_SHIFT + 1):
        for token in range(p.YYNTOKEN):
            if (state, token) not in listed and p.shift(state, token) != p.yy_default[state]:
                fail(f"state {state}, {p.names[token]}: an action that Lemon's report does not know")


def check_fallback(p):
    """A state that takes a name must not reduce by default: a keyword that falls back would be swallowed."""
    for name in set(p.yyFallback) - {0}:
        for state in range(p.YY_MAX_SHIFT + 1):
            takes = p.shift(state, name) <= p.YY_MAX_SHIFTREDUCE
            if takes and p.yy_default[state] != p.YY_ERROR_ACTION:
                fail(f"state {state} takes {p.names[name]} and reduces by default: soft keywords would be swallowed")


def main():
    outdir, grammar = Path(sys.argv[1]), Path(sys.argv[2])
    done = subprocess.run(["lemon", "-c", f"-d{outdir}", str(grammar)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    sys.stderr.write(done.stdout)
    if done.returncode:
        fail(f"{grammar} has conflicts or errors (see {outdir / grammar.with_suffix('.out').name})")
    check(outdir, grammar)
    inline(outdir / grammar.with_suffix(".c").name)


def inline(path):
    """Beside Lemon's own functions, which nobody calls, their work for grammar/engine.h on plain tables."""
    text = path.read_text(encoding="utf-8")
    p = Parser(text)
    changes = [("\nstatic YYACTIONTYPE yy_reduce(", "\n" + reduce(p, text) + "static YYACTIONTYPE yy_reduce("),
               ("\nvoid Parse(", "\n__attribute__((unused)) static void Parse("),
               ("\nstatic YYACTIONTYPE yy_find_shift_action(", "\n" + plain_tables(p) + "static YYACTIONTYPE yy_find_shift_action(")]
    for old, new in changes:
        if text.count(old) != 1:
            fail(f"the parser has no {old.strip()}…")
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def goto_columns(p):
    """Where to go on, by left side: {symbol: (the first state it may stand behind, a state for each from there to the last)}."""
    columns = {}
    for symbol in range(p.YYNTOKEN, p.YYNOCODE):
        states = [s for s in range(p.YY_REDUCE_COUNT + 1) if p.goes(s, symbol)] or [0]
        columns[symbol] = states[0], [p.goto(s, symbol) for s in range(states[0], states[-1] + 1)]
    return columns


def reduce(p, source):
    """The reductions, each with its own left side and length written in: where to go on is then known before the rule's
    number has come out of the tables, and the processor need not wait for it. Of some left sides it is always the same."""
    actions = re.search(r"/\*+ Begin reduce actions \*+/\n(.*?)/\*+ End reduce actions \*+/", source, re.S)
    parts = re.findall(r"((?:      case \d+:[^\n]*\n)+)(.*?)        break;\n", actions[1] if actions else "", re.S)
    body = {int(n): re.sub(r"#line[^\n]*\n", "", code) for labels, code in parts for n in re.findall(r"case (\d+):", labels)}
    lines = ["static inline __attribute__((always_inline)) yyStackEntry *engine_reduce(yyStackEntry *yymsp, unsigned rule,",
             "    YYACTIONTYPE *state, Parser *p) {", "  YYMINORTYPE yylhsminor;",
             "#define GO(lhs, n, to) yymsp += 1 - (n), yymsp->major = (lhs), *state = yymsp->stateno = (to); return yymsp",
             "  switch (rule) {"]
    at, to = 0, {}
    for symbol, (first, column) in goto_columns(p).items():
        only = {go for i, go in enumerate(column) if p.goes(first + i, symbol)}
        to[symbol] = only.pop() if len(only) == 1 else f"goto_list[{at - first} + yymsp[-1].stateno]"
        at += len(column)
    for n, (lhs, size) in enumerate(zip(p.yyRuleInfoLhs, p.yyRuleInfoNRhs)):
        lines.append(f"  case {n}:\n{body.pop(n, '')}    GO({lhs}, {-size}, {to[lhs]});")
    if body:
        fail("the parser has actions of rules that there are not")
    return "\n".join(lines + ["  default: __builtin_unreachable();", "  }", "#undef GO", "}", "", ""])


def plain_tables(p):
    """The same actions, fallback resolved. Gotos by symbol and state, each symbol's from the first to the last state it may
    stand behind. Of shifts an array by state and token would be 150 KB, though states differ little: what a state does on a token is an action of its own list, by a number in a row that many
    states share. The list begins with the state's default; from `own` on stands what it does by fallback only.
    parser_tables() makes the array of it."""
    def actions(state, token):
        """Whether an action is the token's own, and the action."""
        own = p.yy_lookahead[p.yy_shift_ofst[state] + token] == token
        while (act := p.shift(state, token)) == p.YY_ERROR_ACTION and token < len(p.yyFallback) and p.yyFallback[token]:
            token = p.yyFallback[token]
        return own, act

    def array(declaration, rows):
        return f"static const {declaration} = {{\n" + "".join(f"  {row},\n" for row in rows) + "};\n"

    def inner(numbers):
        return "{" + ",".join(map(str, numbers)) + "}"

    rows, lists, states = {}, [], []
    for state in range(p.YYNSTATE):
        default = (True, p.yy_default[state])
        does = [(own or act == default[1], act) for own, act in (actions(state, t) for t in range(p.YYNTOKEN))]
        own = [default] + sorted({d for d in does if d[0]} - {default}, key=does.index)
        every = own + sorted({d for d in does if not d[0]}, key=does.index)
        row = rows.setdefault(tuple(map(every.index, does)), len(rows))
        states.append((row, len(own), len(lists)))
        lists += [act for _, act in every]
    if len(rows) > 256 or len(lists) > 65535:
        fail("the parser has more kinds of states than its packed tables have room for")
    goto_list, goto_at = [], []
    for first, column in goto_columns(p).values():
        goto_at.append(len(goto_list) - first)
        goto_list += column
    return (array(f"uint8_t shift_rows[][{p.YYNTOKEN}]", map(inner, rows)) + array("YYACTIONTYPE shift_lists[]", lists)
            + array("struct { uint8_t row, own; uint16_t list; } shift_states[]", map(inner, states))
            + array("int16_t goto_at[]", goto_at) + array("YYACTIONTYPE goto_list[]", goto_list))


def check(outdir, grammar):
    p = Parser((outdir / grammar.with_suffix(".c").name).read_text(encoding="utf-8"))
    check_order(p)
    check_actions(p, (outdir / grammar.with_suffix(".out").name).read_text(encoding="utf-8"))
    check_fallback(p)


if __name__ == "__main__":
    main()
