#!/usr/bin/env python3
"""tools/lemon.py lets a good parser through and stops each kind of bad one."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "tools" / "lemon.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOOL.parent))
import lemon  # noqa: E402

# A list of statements with soft keywords: PROJECT and BUDGET fall back to IDENT.
GRAMMAR = """%token_prefix T_
%fallback IDENT PROJECT BUDGET.
file ::= list.
list ::= LB.
list ::= list stmt.
list ::= list error SYNC.
stmt ::= PROJECT IDENT LB RB.
stmt ::= BUDGET NUM note.
note ::= .
note ::= IDENT.
"""


def stopped(folder, change=lambda text: text, grammar=GRAMMAR, options=("-c",)):
    """What the check says of a parser whose text was changed; '' where it lets it through."""
    source = folder / "g.y"
    source.write_text(grammar, encoding="utf-8")
    subprocess.run(["lemon", *options, f"-d{folder}", str(source)], check=True)
    made = folder / "g.c"
    made.write_text(change(made.read_text(encoding="utf-8")), encoding="utf-8")
    try:
        lemon.check(folder, source)
    except SystemExit as why:
        return str(why)
    return ""


def exit_of_tool(folder, grammar):
    (folder / "g.y").write_text(grammar, encoding="utf-8")
    done = subprocess.run([sys.executable, str(TOOL), str(folder), str(folder / "g.y")], capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def other_action(text):
    """Another number in the action table."""
    return re.sub(r"(yy_action\[\] = \{\s*/\* *0 \*/\s*)(\d+)", lambda m: m[1] + str(int(m[2]) + 1), text, count=1)


CASES = [
    ("a good grammar passes", lambda f: stopped(f), None),
    ("the tool itself lets it through", lambda f: exit_of_tool(f, GRAMMAR), None),
    ("a conflict", lambda f: exit_of_tool(f, GRAMMAR + "note ::= IDENT.\n"), "conflicts"),
    ("a table with another name", lambda f: stopped(f, lambda t: t.replace("yy_lookahead[] =", "yy_look[] =")),
     "no table yy_lookahead"),
    ("a macro that is gone", lambda f: stopped(f, lambda t: t.replace("#define YY_MIN_REDUCE ", "#define YY_MINRED ")),
     "no YY_MIN_REDUCE"),
    ("numbers in another order", lambda f: stopped(f, lambda t: re.sub(r"(#define YY_ERROR_ACTION +)\d+", r"\g<1>0", t)),
     "another order"),
    ("another meaning of the tables", lambda f: stopped(f, other_action), "the tables do not say"),
    ("a wildcard", lambda f: stopped(f, lambda t: t + "#define YYWILDCARD 3\n"), "wildcard"),
    ("a swallowed keyword", lambda f: stopped(f, options=(), change=plain_shifts), "soft keywords"),
]


def plain_shifts(text):
    """With compression the report does not fit either; keep to the check that is meant."""
    lemon.check_actions = lambda parser, report: None
    return text


def main():
    failed = 0
    for name, run, wanted in CASES:
        with tempfile.TemporaryDirectory() as folder:
            said = run(Path(folder))
        good = wanted in said if wanted else said == ""
        failed += not good
        if not good:
            print(f"{name}: expected {wanted or 'nothing'}, said: {said or 'nothing'}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
