#!/usr/bin/env python3
"""10 000 generated programs through the formatter.  usage: test_generated.py BUILD [COUNT] [FIRST]

Each: keeps every word, in its canonical spelling, and every comment, in order; is its own canonical form; turns
into English keywords and back into itself. Beside that, fuzz_format compares the trees before and after.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from generate import program

BATCH = 25  # programs in a file
QUOTES = {"“": "”", "「": "」", "『": "』", "《": "》"}
PART = re.compile(r'//[^\n]*|"(?:[^"\\\n]|\\.)*"|[“「『《]|[^/"“「『《]+|/')


def parts(text):
    """The text without blanks and comments, and its comments."""
    words, comments, i = [], [], 0
    while i < len(text):
        m = PART.match(text, i)
        part = m[0]
        if part in QUOTES:
            depth, end = 0, i
            while True:
                depth += (text[end] == part) - (text[end] == QUOTES[part])
                end += 1
                if not depth:
                    break
            part = text[i:end]
            words.append(part)
        elif part.startswith("//"):
            comments.append(part.rstrip())
        else:
            words.append(part if part[0] == '"' else re.sub(r"\s+", "", part))
        i += len(part)
    return "".join(words), comments


def plain(words):
    return "".join(w if w[:1] in '"“「『《' else re.sub(r"\s+", "", w) for w in words)


def shape(text):
    """What is wrong with the look of a formatted text, or nothing."""
    if text and not text.endswith("\n"):
        return "no line end at the end"
    lines = text.split("\n")[:-1]
    if lines and not (lines[0] and lines[-1]):
        return "an empty line at the start or end"
    for above, line in zip([""] + lines, lines):
        if line != line.rstrip(" ") or "\r" in line or "\t" in line.split("//")[0].split('"')[0]:
            return f"blanks: {line!r}"
        if not line and (not above or above.endswith("{") and "//" not in above) or line.strip() == "}" and not above:
            return f"an empty line after {above!r} before {line!r}"
        if (len(line) - len(line.lstrip(" "))) % 2:
            return f"indent: {line!r}"
    return None


def run(pgl, *args, code=0):
    done = subprocess.run([pgl, "fmt", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != code:
        sys.exit(f"pgl fmt {args} exits with {done.returncode}\n{done.stdout.decode()[:2000]}\n0 passed, 1 failed")


def compare(text, want, comments, got):
    for style in ("keep", "zh", "en"):
        words, kept = parts(got[style])
        if words != plain(want[style]):
            wanted = plain(want[style])
            at = next((i for i, (a, b) in enumerate(zip(words, wanted)) if a != b), min(len(words), len(wanted)))
            return f"words ({style}): wanted …{wanted[max(0, at - 40):at + 40]}…, got …{words[max(0, at - 40):at + 40]}…"
        if kept != [c.rstrip() for c in comments]:
            return f"comments ({style}): wanted {comments}, got {kept}"
        if shape(got[style]):
            return f"{shape(got[style])} ({style})"
    return None if got["back"] == got["zh"] else "zh to en and back is another text"


def main():
    build, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    pgl, failed = build / "pgl", 0
    with tempfile.TemporaryDirectory(prefix="pgl-fmt-") as tmp:
        top = Path(tmp)
        (top / "keep").mkdir()
        batches = {}
        for start in range(first, first + count, BATCH):
            all_of = [program(seed) for seed in range(start, min(start + BATCH, first + count))]
            text = "\n".join(p[0] for p in all_of)
            want = {style: sum((p[1][style] for p in all_of), []) for style in ("keep", "zh", "en")}
            batches[start] = text, want, sum((p[2] for p in all_of), [])
            (top / "keep" / f"{start}.pgl").write_bytes(text.encode())
        shutil.copytree(top / "keep", top / "zh")
        shutil.copytree(top / "keep", top / "en")
        checker = build / "tests" / "fuzz" / "fuzz_format"
        if not checker.exists():  # a build without tests, as the packaged one
            checker = "true"
        trees = subprocess.run([checker, *sorted((top / "keep").iterdir())])
        if trees.returncode:
            print("fuzz_format: a tree differs")
            failed += 1
        run(pgl, top / "keep")
        run(pgl, "--keywords", "zh", top / "zh")
        run(pgl, "--keywords", "en", top / "en")
        shutil.copytree(top / "en", top / "back")
        run(pgl, "--keywords", "zh", top / "back")
        for style in ("keep", "zh", "en"):
            run(pgl, "--check", top / style)
        for start, (text, want, comments) in batches.items():
            got = {s: (top / s / f"{start}.pgl").read_bytes().decode() for s in ("keep", "zh", "en", "back")}
            why = compare(text, want, comments, got)
            if why:
                failed += 1
                if failed < 3:
                    print(f"programs {start} to {start + BATCH - 1}: {why}"[:4000])
    print(f"{count - failed * BATCH} passed, {failed * BATCH} failed")
    return 1 if failed else 0


sys.exit(main())
