#!/usr/bin/env python3
"""Kate's own highlighter (libkf5syntaxhighlighting-tools) reads the sample; every style gets a colour of its own."""
import html
import re
import sys

sys.dont_write_bytecode = True
from editor import SAMPLE, Run, places  # noqa: E402

STYLES = {
    "doc": "Doc Comment", "comment": "Comment", "statement": "Statement", "declare": "Declaration", "title": "Title",
    "name": "Name", "class": "Class", "attribute": "Attribute", "rule": "Rule", "check": "Rule", "mapping": "Rule", "aggregate": "Aggregate",
    "literal": "Literal", "logic": "Logic", "function": "Function", "member": "Member", "operator": "Operator",
    "number": "Number", "unit": "Unit", "date": "Date", "hole": "Hole", "string": "String", "escape": "String",
    "bracket": "Bracket", "plain": "Text",
}


def coloured(run):
    """Installs the definition with a colour a style; {colour: style}."""
    text = (run.packages / "kate" / "pgl.xml").read_text(encoding="utf-8")
    styles = re.findall(r'<itemData name="([^"]+)"', text)
    colours = {f"#0{i // 10}0{i % 10}40": name for i, name in enumerate(styles, 1)}
    for colour, name in colours.items():
        text = text.replace(f'<itemData name="{name}"', f'<itemData name="{name}" color="{colour}"')
    folder = run.folder / "home/.local/share/org.kde.syntax-highlighting/syntax"
    run.env()
    folder.mkdir(parents=True)
    (folder / "pgl.xml").write_text(text, encoding="utf-8")
    return colours


def main():
    run = Run("Kate's highlighter", "kate-syntax-highlighter")
    colours = coloured(run)
    _, said = run.start(["env", "QT_QPA_PLATFORM=offscreen", "kate-syntax-highlighter", SAMPLE])
    body = re.search(r"<pre>\n(.*)</pre>", said, re.S)
    if not body:
        run.check(False, said[-800:])
        run.end()
    lines = []
    for line in body[1].split("\n"):
        cells = []
        for style, inside, plain in re.findall(r'<span style="([^"]*)">(.*?)</span>|([^<]+)', line):
            colour = re.search(r"(?:^|;)color:(#\w+)", style)
            cells += [(c, colours.get(colour[1], colour[1]) if colour else "none") for c in html.unescape(inside or plain)]
        lines.append(cells)
    for line, source, column, kind, case in places(SAMPLE.read_text(encoding="utf-8")):
        shown = "".join(c for c, _ in lines[line])
        run.check(shown == source and lines[line][column][1] == STYLES[kind],
                  f"{line + 1}:{column + 1} {case!r}: {lines[line][column:column + 1]}, not {STYLES[kind]}")
    run.end()


main()
