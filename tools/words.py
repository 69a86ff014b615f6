#!/usr/bin/env python3
"""What lexer and parser take from keywords.def.

usage: words.py rules KEYWORDS.def OUT       re2c rules for every word
       words.py grammar KEYWORDS.def GRAMMAR OUT
           the grammar with its tokens numbered as in the table and every soft keyword falling back to a name
"""
import re
import sys

SOFT = {"STATEMENT", "ATTRIBUTE", "RULE", "CHECK", "AGGREGATE", "LITERAL", "LOGIC"}
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


def rules(rows):
    out = []
    seen = {}
    for ident, cls, spellings in rows:
        if cls not in SOFT and cls != "OPERATOR":
            continue
        words = [w for w in dict.fromkeys(spellings) if is_word(w)]
        for w in words:
            if w in seen:
                sys.exit(f"keywords.def: {w} is both {seen[w]} and {ident}")
            seen[w] = ident
        if words:
            out.append(" | ".join(f'"{w}"' for w in words) + f" {{ *end = p; return TOK_{ident}; }}")
    return "\n".join(out) + "\n"


def grammar(rows, text):
    tokens = [r[0] for r in rows if r[0] != "END" and r[1] != "TRIVIA"]
    # DATEWORD and DEADWORD are 年底, 一季度末前: written like names, so they may be names.
    soft = [r[0] for r in rows if r[1] in SOFT] + ["DATEWORD", "DEADWORD"]
    head, rest = text.split("\n", 1)
    if not head.startswith("//"):
        sys.exit("grammar.y: its first line must be a comment")
    # All on the first line, so that Lemon's line numbers stay right.
    return f"%token {' '.join(tokens)}. %fallback IDENT {' '.join(soft)}. {head}\n{rest}"


def main():
    mode, table, *paths = sys.argv[1:]
    rows = read(table)
    if mode == "rules":
        text = rules(rows)
    else:
        text = grammar(rows, open(paths[0], encoding="utf-8").read())
    with open(paths[-1], "w", encoding="utf-8") as out:
        out.write(text)


if __name__ == "__main__":
    main()
