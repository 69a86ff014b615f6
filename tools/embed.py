#!/usr/bin/env python3
"""Write files into one C file as byte arrays, sorted by name.

usage: embed.py OUT HEADER NAME FILE…          defines NAME_files[] and NAME_count (EmbeddedFile, stdlib/embedded.h)
       embed.py OUT HEADER NAME DIR DEPFILE    every CODE.md of a folder, packed by zlib: NAME_pack (EmbeddedPack);
                                               DEPFILE is for Ninja
       embed.py OUT HEADER NAME --pack FILE…   files packed as one, each with its hash for a page's policy
"""
import base64
import hashlib
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


def policy(body):
    return '"sha256-%s"' % base64.b64encode(hashlib.sha256(body).digest()).decode()


def packed(name, files, key, hashed):
    bodies = [f.read_bytes() for f in files]
    data = zlib.compress(b"".join(bodies), 9)
    text = [array("packed", data), "static const EmbeddedPart parts[] = {\n"]
    text += ['  {"%s", %d, %s},\n' % (key(f), len(body), policy(body) if hashed else 0) for f, body in zip(files, bodies)]
    text.append("};\nconst EmbeddedPack %s = {(const char *)packed, sizeof packed, %d, parts, %d};\n"
                % (name, sum(map(len, bodies)), len(files)))
    return text


def main():
    out, header, name, *rest = sys.argv[1:]
    if rest[0] == "--pack":
        body = packed(name, sorted(map(Path, rest[1:]), key=lambda p: p.name), lambda p: p.name, True)
    elif Path(rest[0]).is_dir():
        body = packed(name + "_pack", sorted(below(out, *rest), key=lambda p: p.stem), lambda p: p.stem, False)
    else:
        body = plain(name, sorted(map(Path, rest), key=lambda p: p.stem))
    Path(out).write_text('#include "%s"\n' % header + "".join(body), encoding="utf-8")


main()
