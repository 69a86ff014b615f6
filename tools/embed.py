#!/usr/bin/env python3
"""Write files into one C file as byte arrays: a table of EmbeddedFile (stdlib/embedded.h), sorted by name.

usage: embed.py OUT HEADER NAME FILE…          defines NAME_files[] and NAME_count, which HEADER declares
       embed.py OUT HEADER NAME DIR DEPFILE    the same of every CODE.md of a folder; DEPFILE is for Ninja
"""
import re
import sys
from pathlib import Path


NULS = 16  # behind each text: the lexer may read so far


def array(name, data):
    body = data + b"\0" * NULS
    lines = [",".join(str(b - 256 if b > 127 else b) for b in body[i:i + 24]) for i in range(0, len(body), 24)]
    return "static const signed char %s[] = {\n%s};\n" % (name, ",\n".join(lines))


def below(out, folder, depfile):
    files = [p for p in Path(folder).iterdir() if re.fullmatch(r"[A-Z]+\d+\.md", p.name)]
    depends = " ".join(str(p).replace(" ", "\\ ") for p in [Path(folder), *sorted(files)])
    Path(depfile).write_text(f"{out}: {depends}\n", encoding="utf-8")
    return files


def main():
    out, header, name, *rest = sys.argv[1:]
    files = below(out, *rest) if Path(rest[0]).is_dir() else map(Path, rest)
    files = sorted(files, key=lambda p: p.stem)
    text = ['#include "%s"\n' % header]
    text += [array("file_%d" % i, f.read_bytes()) for i, f in enumerate(files)]
    text.append("const EmbeddedFile %s_files[] = {\n" % name)
    text += ['  {"%s", (const char *)file_%d, sizeof file_%d - %d},\n' % (f.stem, i, i, NULS) for i, f in enumerate(files)]
    text.append("  {0, 0, 0},\n};\nconst size_t %s_count = %d;\n" % (name, len(files)))
    Path(out).write_text("".join(text), encoding="utf-8")


main()
