#!/usr/bin/env python3
"""The test runner itself: what it expects, what it lets through, and that it can fail."""
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests"))
import golden  # noqa: E402
import harness  # noqa: E402
import layering  # noqa: E402
import manual  # noqa: E402


class FakePgl:
    """Stands for a Context whose pgl finds what it is told to find."""

    def __init__(self, *found, bless=False):
        self.found, self.bless, self.blessed = found, bless, []

    def command(self, *_, **__):
        return harness.Done(0, json.dumps({"diagnostics": [
            {"code": code, "severity": severity, "message": "…", "range": {"start": {"line": line}}}
            for line, code, severity in self.found]}), "")

    def run(self, command, **_):
        return harness.Done(0, {"echo a": "a\n", "seq": "1\n2\n3\n"}.get(command, ""), "")

    compare = harness.Context.compare


def fails(run, *args):
    try:
        run(*args)
    except harness.Failed:
        return True
    return False


def comments(source, *found):
    """Whether a source with these comments fails on these findings."""
    return fails(golden.check_comments, FakePgl(*found), ROOT / "x.pgl", golden.expectations(source))


def page(text, *found, bless=False):
    """(whether the page fails, its text afterwards)"""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        path = Path(folder) / "page.md"
        path.write_text(text, encoding="utf-8")
        failed = fails(manual.run_page, FakePgl(*found, bless=bless), path)
        return failed, path.read_text(encoding="utf-8")


def mutable(line):
    m = layering.WRITABLE.match(line)
    return bool(m) and m[2] == "x"


E, W, H = "error", "warning", "hint"
CASES = {
    "no comment says nothing": lambda: golden.expectations("年度 2021 // 说明") is None,
    "codes of a line": lambda: golden.expectations("a\nb // 期望: T02 T05\n") == Counter([(2, "T02"), (2, "T05")]),
    "relative and absolute lines": lambda: golden.expectations("// expect@+1: E0101\n\n// 期望@-1：E0102\n// 期望@9: M01")
    == Counter([(2, "E0101"), (2, "E0102"), (9, "M01")]),
    "nothing expected": lambda: golden.expectations("// 期望: 无") == Counter(),
    "found as expected": lambda: not comments("a // 期望: E0301", (1, "E0301", E)),
    "not found": lambda: comments("a // 期望: E0301"),
    "found elsewhere": lambda: comments("a // 期望: E0301\n", (2, "E0301", E)),
    "found twice": lambda: comments("a // 期望: E0301", (1, "E0301", E), (1, "E0301", E)),
    "a hint beside": lambda: comments("a // 期望: E0301", (1, "E0301", E), (1, "T12", H)),
    "a block is clean": lambda: not page("```pgl\na\n```\n", (1, "T12", H), (1, "T02", W))[0],
    "a block with an error": lambda: page("```pgl\na\n```\n", (1, "E0301", E))[0],
    "a strict block with a warning": lambda: page("```pgl 严格\na\n```\n", (1, "T02", W))[0],
    "a bad example": lambda: not page("```pgl 期望 E0301\na\n```\n", (1, "E0301", E))[0],
    "a bad example that is good": lambda: page("```pgl 期望 E0301\na\n```\n")[0],
    "another code": lambda: page("```pgl 期望 E0301\na\n```\n", (1, "E0302", E))[0],
    "a console block": lambda: not page("```console\n$ echo a\na\n$ seq\n1\n…\n```\n")[0],
    "a console block that is wrong": lambda: page("```console\n$ echo a\nb\n```\n")[0],
    "… is not a blank cheque": lambda: page("```console\n$ seq\n2\n…\n```\n")[0],
    "other blocks are text": lambda: not page("```sh\n$ echo a\nb\n```\n")[0],
    "bless rewrites": lambda: page("x\n```console\n$ echo a\nb\n```\ny\n", bless=True)
    == (False, "x\n```console\n$ echo a\na\n```\ny\n"),
    "bless keeps a good …": lambda: page("```console\n$ seq\n…\n3\n```\n", bless=True)[1]
    == "```console\n$ seq\n…\n3\n```\n",
    "code without comments": lambda: "printf" not in layering.code('a; // printf(\n/* printf( */ "printf(" b'),
    "data is writable": lambda: mutable("0000000000000000 l     O .data\t0000000000000004 x"),
    "pointers to be relocated are writable": lambda: mutable("0000000000000000 g     O .data.rel.local\t0000000000000008 x"),
    "thread-local is writable": lambda: mutable("0000000000000000 l       .tbss\t0000000000000004 x"),
    "constant tables are not": lambda: not mutable("0000000000000000 l     O .data.rel.ro.local\t0000000000000008 x")
    and not mutable("0000000000000000 l     O .rodata\t0000000000000004 x"),
}


def main():
    bad = [name for name, holds in CASES.items() if not holds()]
    print("\n".join(f"does not hold: {name}" for name in bad))
    print(f"{len(CASES) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad else 0


sys.exit(main())
