#!/usr/bin/env python3
"""Write files into one C file as byte arrays, sorted by name.

usage: embed.py OUT HEADER NAME FILE…          defines NAME_files[] and NAME_count (EmbeddedFile, stdlib/embedded.h)
       embed.py OUT HEADER NAME DIR DEPFILE    every CODE.md of a folder, packed by zlib: NAME_pack (EmbeddedPack);
                                               DEPFILE is for Ninja
"""
import re
import sys
import zlib
from pathlib import Path


NULS = 16  # behind each text: the lexer may read so far


def array(name, body):
    lines = [",".join(str(b - 256 if b > 127 else b) for b in body[i:i + 24]) for i in range(0, len(body), 24)]
    return "static const signed char %s[] = {\n%s};\n" % (name, ",\n".join(lines))


def below(out, folder, depfile):
    files = [p for p in Path(folder).iterdir() if re.fullmatch(r"[A-Z]+\d+\.md", p.name)]
    depends = " ".join(str(p).replace(" ", "\\ ") for p in [Path(folder), *sorted(files)])
    Path(depfile).write_text(f"{out}: {depends}\n", encoding="utf-8")
    return files


def plain(name, files):
    text = [array("file_%d" % i, f.read_bytes() + b"\0" * NULS) for i, f in enumerate(files)]
    text.append("const EmbeddedFile %s_files[] = {\n" % name)
    text += ['  {"%s", (const char *)file_%d, sizeof file_%d - %d},\n' % (f.stem, i, i, NULS) for i, f in enumerate(files)]
    text.append("  {0, 0, 0},\n};\nconst size_t %s_count = %d;\n" % (name, len(files)))
    return text


def packed(name, files):
    bodies = [f.read_bytes() for f in files]
    data = zlib.compress(b"".join(bodies), 9)
    text = [array("packed", data), "static const EmbeddedPart parts[] = {\n"]
    text += ['  {"%s", %d},\n' % (f.stem, len(body)) for f, body in zip(files, bodies)]
    text.append("};\nconst EmbeddedPack %s_pack = {(const char *)packed, sizeof packed, %d, parts, %d};\n"
                % (name, sum(map(len, bodies)), len(files)))
    return text


def main():
    out, header, name, *rest = sys.argv[1:]
    folder = Path(rest[0]).is_dir()
    files = sorted(below(out, *rest) if folder else map(Path, rest), key=lambda p: p.stem)
    text = ['#include "%s"\n' % header, *(packed if folder else plain)(name, files)]
    Path(out).write_text("".join(text), encoding="utf-8")


main()
