#!/usr/bin/env python3
"""Write the named files into one C file as byte arrays: the table that stdlib/embedded.h declares."""
import sys
from pathlib import Path


def array(name, data):
    body = data + b"\0"
    lines = [",".join(str(b - 256 if b > 127 else b) for b in body[i:i + 24]) for i in range(0, len(body), 24)]
    return "static const signed char %s[] = {\n%s};\n" % (name, ",\n".join(lines))


def main():
    out, files = Path(sys.argv[1]), sorted(map(Path, sys.argv[2:]), key=lambda p: p.stem)
    text = ['#include "stdlib/embedded.h"\n']
    text += [array("file_%d" % i, f.read_bytes()) for i, f in enumerate(files)]
    text.append("const EmbeddedFile embedded_files[] = {\n")
    text += ['  {"%s", (const char *)file_%d, sizeof file_%d - 1},\n' % (f.stem, i, i) for i, f in enumerate(files)]
    text.append("  {0, 0, 0},\n};\nconst size_t embedded_count = %d;\n" % len(files))
    out.write_text("".join(text), encoding="utf-8")


main()
