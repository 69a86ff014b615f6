#!/usr/bin/env python3
"""What lexer and parser take from keywords.def.

usage: words.py table KEYWORDS.def OUT       a perfect hash of every word, for the lexer
       words.py grammar KEYWORDS.def GRAMMAR OUT
           the grammar with its tokens numbered as in the table and every soft keyword falling back to a name
"""
import re
import sys

SOFT = {"STATEMENT", "ATTRIBUTE", "MAPPING", "RULE", "CHECK", "AGGREGATE", "LITERAL", "LOGIC"}
ROW = re.compile(r'^TOKEN\((\w+), (\w+), "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)", ')
ALSO = re.compile(r'^ALSO\((\w+), "([^"]+)"\)')


def read(path):
    """[(id, class, [spellings])]"""
    rows = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if row := ROW.match(line):
            rows.append((row[1], row[2], [row[3], row[4]]))
        elif also := ALSO.match(line):
            assert rows[-1][0] == also[1], f"{path}:{number}: ALSO must follow its TOKEN"
            rows[-1][2].append(also[2])
        elif line.strip() and not line.startswith("//"):
            sys.exit(f"{path}:{number}: not a row")
    return rows


def is_word(text):
    return text[:1].isalpha()


def word_keys(word):
    """What lexer.re's find_word makes of a word: its first and its last eight bytes."""
    data = word.encode()
    assert len(data) <= 16, word
    first = int.from_bytes(data[:8], "little")
    last = int.from_bytes(data[-8:], "little") if len(data) > 8 else 0
    return first, last


SLOTS_LOG2 = 12


def slot(first, last, factor):
    return ((first ^ last * 3) * factor % 2**64) >> (64 - SLOTS_LOG2)


def table(rows):
    words = {}
    for ident, cls, spellings in rows:
        if cls not in SOFT and cls != "OPERATOR":
            continue
        for w in filter(is_word, dict.fromkeys(spellings)):
            if w in words:
                sys.exit(f"keywords.def: {w} is both {words[w]} and {ident}")
            words[w] = ident
    keys = {w: word_keys(w) for w in words}
    factor = 0x9E3779B97F4A7C15
    while len({slot(*k, factor) for k in keys.values()}) < len(keys):
        factor = (factor * 6364136223846793005 + 1442695040888963407) % 2**64 | 1
    slots = [0] * 2**SLOTS_LOG2
    out = ["// From keywords.def, by tools/words.py.", f"#define WORD_FACTOR {factor:#x}u", f"#define WORD_SHIFT {64 - SLOTS_LOG2}",
           "static const Word words[] = {", "  {0, 0, 0, 0},"]
    for n, (w, ident) in enumerate(words.items(), 1):
        first, last = keys[w]
        slots[slot(first, last, factor)] = n
        out.append(f"  {{{first:#x}u, {last:#x}u, {len(w.encode())}, TOK_{ident}}}, // {w}")
    assert len(words) < 256
    out += ["};", "static const uint8_t word_slots[] = {"]
    out += ["  " + " ".join(f"{n}," for n in slots[i:i + 32]) for i in range(0, len(slots), 32)]
    return "\n".join(out + ["};"]) + "\n"


RULE = re.compile(r"^\w+\(A\) ::= [^{}]*? (?:colon|target\(\w\)) [^{}]*?\.\s*\{.*?\}(?=\n)|"
                  r"^\w+\(A\) ::= [^{}]*? target\(\w\)\.\s*\{.*?\}(?=\n)", re.M | re.S)


def both(rule):
    """A rule with `colon`, an optional ：, or `target` becomes two: one reduction less for each such word."""
    if " colon " in rule:
        ways = " ", " COLON "
        return " ".join(both(rule.replace(" colon ", way, 1)) for way in ways)
    if target := re.search(r" target(\(\w\))", rule):
        ways = " bound", " dated"
        return " ".join(both(rule.replace(target[0], way + target[1], 1)) for way in ways)
    return rule


def grammar(rows, text):
    tokens = [r[0] for r in rows if r[0] != "END" and r[1] != "TRIVIA"]
    # DATEWORD and DEADWORD are 年底, 一季度末前: written like names, so they may be names.
    soft = [r[0] for r in rows if r[1] in SOFT] + ["DATEWORD", "DEADWORD"]
    head, rest = text.split("\n", 1)
    rest = RULE.sub(lambda rule: both(rule[0]), rest)
    if not head.startswith("//"):
        sys.exit("grammar.y: its first line must be a comment")
    # All on the first line, so that Lemon's line numbers stay right.
    return f"%token {' '.join(tokens)}. %fallback IDENT {' '.join(soft)}. {head}\n{rest}"


def main():
    mode, defs, *paths = sys.argv[1:]
    rows = read(defs)
    if mode == "table":
        text = table(rows)
    else:
        text = grammar(rows, open(paths[0], encoding="utf-8").read())
    with open(paths[-1], "w", encoding="utf-8") as out:
        out.write(text)


if __name__ == "__main__":
    main()
