#!/usr/bin/env python3
"""The written rules of stdlib/*.pgl hold: every unit, function and rule line says what it is and how sure.

- a declaration has a `///` line right above it;
- names and aliases of units are distinct by their NFKC forms (what pgl compares them by);
- no name is itself a number prefix, and one that reads as prefix + unit is told in the head of the file;
- each line of a rule set has exactly one `/// 状态: 已核实|惯例|未核实 — 出处` above it, and groups add up to 100 分.
"""
import re
import sys
import unicodedata
from pathlib import Path

STDLIB = Path(__file__).resolve().parent.parent.parent / "stdlib"
STATUS = re.compile(r"\s*/// 状态: (已核实|惯例|未核实) — \S.*")
PREFIXES = ["十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿"]
UNIT = re.compile(r'单位 ([^\s:]+)(?:: (\S+))?(?: += (.+?))?(?: +别名 (.+?))?(?: +依据 "[^"]+")?')


def key(name):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def documented(name):
    """(line, text) of each undocumented top-level declaration."""
    lines = (STDLIB / name).read_text(encoding="utf-8").splitlines()
    for n, line in enumerate(lines):
        if re.match(r"(量纲|单位|函数|规则) ", line) and not lines[n - 1].startswith("/// "):
            yield "%s:%d: no /// line above: %s" % (name, n + 1, line)


def units():
    text = (STDLIB / "units.pgl").read_text(encoding="utf-8")
    head = text.split("\n\n")[0]
    names = {}
    for n, line in enumerate(text.splitlines(), 1):
        if not line.startswith("单位 "):
            continue
        m = UNIT.fullmatch(line)
        if not m:
            yield "units.pgl:%d: not in the form of the file's head: %s" % (n, line)
            continue
        for name in [m[1]] + (m[4].split(", ") if m[4] else []):
            if key(name) in names:
                yield "units.pgl:%d: %s was declared in line %d" % (n, name, names[key(name)])
            names[key(name)] = n
    for name, n in names.items():
        if name in PREFIXES:
            yield "units.pgl:%d: %s is a number prefix" % (n, name)
        for p in PREFIXES:
            rest = name[len(p):]
            if name.startswith(p) and (rest in names or rest in ("分比", "分点")) and name not in head:
                yield "units.pgl:%d: %s reads as %s + %s; the head does not tell" % (n, name, p, rest)
    if len(names) < 200:
        yield "units.pgl: only %d names were read" % len(names)


def rules():
    lines = (STDLIB / "rules.pgl").read_text(encoding="utf-8").splitlines()
    inside, points, seen = "", 0, 0
    for n, line in enumerate(lines):
        if m := re.match(r"规则 (\S+) .*\{$", line):
            inside, points = m[1], 0
        elif line == "}":
            if points != 100:
                yield "rules.pgl: %s adds up to %d分" % (inside, points)
            inside = ""
        elif inside and line.strip() and not line.lstrip().startswith("//"):
            seen += 1
            if m := re.match(r"  \S+ +(\d+)分", line):
                points += int(m[1])
            if not STATUS.fullmatch(lines[n - 1]) or STATUS.fullmatch(lines[n - 2]):
                yield "rules.pgl:%d: one status line expected above: %s" % (n + 1, line.strip())
    if seen < 40:
        yield "rules.pgl: only %d lines were read" % seen


def main():
    checks = {
        "units.pgl documented": documented("units.pgl"),
        "functions.pgl documented": documented("functions.pgl"),
        "rules.pgl documented": documented("rules.pgl"),
        "unit names": units(),
        "rule lines": rules(),
    }
    failed = 0
    for name, found in checks.items():
        found = list(found)
        failed += bool(found)
        for f in found:
            print(f)
    print("%d passed, %d failed" % (len(checks) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
