#!/usr/bin/env python3
"""Every single mistake in every example, and what pgl says to it.  usage: mutate.py BUILD [--all] [--seed N]

A mistake is one token left out, one put in, a quote lost, a keyword misspelt. reference.py, which knows nothing
of pgl's parser, says which of them leave the file invalid; of those, pgl should report exactly one error, on the
line of the mistake or at the opener of its block. Prints the share by kind; --all takes every mistake (minutes),
else a sample drawn with a fixed seed. --show KIND lists what failed.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))
from reference import Reader, valid  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BATCH = 100
SAMPLE = 2500

VALUES = {"NUMBER", "QUANTITY", "DATE", "DEADLINE", "HOLE"}
PUT_IN = {  # what is put before a token, and whether blanks go around it
    "{": "{", "}": "}", "(": "(", ")": ")", '"': '"', "“": "“", "”": "”", ",": ",", ":": ":", "≥": " ≥ ", "。": "。",
    "a name": " 某项 ", "a quantity": " 5个 ", "a text": ' "某" ',
}


class Mutant(NamedTuple):
    file: str    # the example
    kind: str
    line: int
    text: str
    lines: frozenset  # where a message may stand
    what: str


def openers(tokens):
    """For each token the lines of the innermost block around it; for a } also that of its own opener."""
    stack, around = [], []
    for t in tokens:
        if t.kind == "}" and stack:
            around.append(stack.pop())
        else:
            around.append(stack[-1] if stack else None)
        if t.kind == "{":
            stack.append(t.line)
    return around


def deletions(t, role):
    if t.kind == "STRING":
        yield "without: text", t.start, t.end, ""
        yield "without: opening quote", t.start, t.start + 1, ""
        yield "without: closing quote", t.end - 1, t.end, ""
    elif t.kind == "WORD":
        yield "without: " + (role or "name"), t.start, t.end, ""
        if role in ("keyword", "attribute") and len(t.text) > 1:
            yield "misspelt: " + role, t.end - 1, t.end, ""
            yield "misspelt: " + role, t.end, t.end, t.text[-1]
            yield "misspelt: " + role, t.start, t.start + 1, "某"
    elif t.kind in VALUES:
        yield "without: value", t.start, t.end, ""
    elif t.kind == "OP":
        yield "without: operator", t.start, t.end, ""
    else:
        yield "without: " + t.kind, t.start, t.end, ""


def mutants(file, text):
    reader = Reader(text)
    reader.file()
    tokens, around = reader.tokens, openers(reader.tokens)
    lines = text.split("\n")
    for n, t in enumerate(tokens):
        changes = [(kind, a, b, new) for kind, a, b, new in (deletions(t, reader.roles.get(n)) if t.kind != "END" else ())]
        changes += [("stray: " + kind, t.start, t.start, new) for kind, new in PUT_IN.items()]
        if t.kind != "END":
            changes.append(("twice: " + ("word" if t.kind == "WORD" else "token"), t.start, t.start, text[t.start:t.end] + " "))
        for kind, a, b, new in changes:
            broken = text[:a] + new + text[b:]
            at = {t.line}
            if kind[-1] in "{}" and around[n]:
                at.add(around[n])
            if b > a and not broken.split("\n")[t.line - 1].strip() and n:  # nothing is left of the line
                at.add(tokens[n - 1].line)
            yield Mutant(file, kind, t.line, broken, frozenset(at), f"{lines[t.line - 1].strip()[:50]} @{a}")


SAMPLE_FILE = Path(__file__).resolve().parent / "sample.pgl"


def examples():
    for path in sorted((ROOT / "examples").rglob("*.pgl")) + [SAMPLE_FILE]:
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


FOUND = re.compile(r"^(.*?):(\d+):(\d+): (?:错误|error)\[(\w+)\]: (.*)$")


def ask(pgl, folder, files):
    """What pgl says of each file by itself: {name: [(line, code, message)]}."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "exitcode=99:detect_leaks=0"}
    try:
        done = subprocess.run([str(pgl), "debug", "alone", *files], cwd=folder, capture_output=True, timeout=300, env=env)
    except subprocess.TimeoutExpired:
        return {f: None for f in files} if len(files) == 1 else ask_halves(pgl, folder, files)
    if done.returncode:
        return {f: None for f in files} if len(files) == 1 else ask_halves(pgl, folder, files)
    said = defaultdict(list)
    for line in done.stdout.decode("utf-8", "replace").split("\n"):
        m = FOUND.match(line)
        if m:
            said[m[1]].append((int(m[2]), m[4], m[5]))
    return {f: said[f] for f in files}


def ask_halves(pgl, folder, files):
    half = len(files) // 2
    return {**ask(pgl, folder, files[:half]), **ask(pgl, folder, files[half:])}


def judge(mutant, said, usual):
    """None where all is well, else what is wrong."""
    if said is None:
        return "crashed or hung"
    rest = Counter(usual)
    found = []
    for line, code, message in said:
        if rest[code, message] > 0:
            rest[code, message] -= 1
        else:
            found.append((line, code, message))
    if not found:
        return "silent"
    if len(found) > 1:
        return f"{len(found)} messages"
    return None if found[0][0] in mutant.lines else "elsewhere"


def run(pgl, all_mutants, jobs, seconds=None, least=0):
    """[(mutant, verdict, said)]; with `seconds`, of as many of them as the time allows, but of `least` at least."""
    until = time.monotonic() + seconds if seconds else None
    with tempfile.TemporaryDirectory(prefix="pgl-mutants-") as tmp:
        tmp = Path(tmp)
        # one folder a mutated folder, so that what the file imports is beside it
        names = []
        beside = defaultdict(list)
        for path in [*(ROOT / "examples").rglob("*.pgl"), SAMPLE_FILE]:
            beside[str(path.parent.relative_to(ROOT))].append(path)
        folders = set()
        for i, m in enumerate(all_mutants):
            folder = tmp / os.path.dirname(m.file)
            if folder not in folders:
                folder.mkdir(parents=True, exist_ok=True)
                for path in beside[os.path.dirname(m.file)]:
                    (folder / path.name).write_bytes(path.read_bytes())
                folders.add(folder)
            name = f"{os.path.dirname(m.file)}/m{i}.pgl"
            (tmp / name).write_text(m.text, encoding="utf-8")
            names.append(name)
        originals = sorted({m.file for m in all_mutants})
        usual = ask(pgl, tmp, originals)
        batches = [names[i:i + BATCH] for i in range(0, len(names), BATCH)]

        def one(n, batch):
            return {} if until and n * BATCH >= least and time.monotonic() > until else ask(pgl, tmp, batch)

        said = {}
        with ThreadPoolExecutor(jobs) as pool:
            for part in pool.map(one, range(len(batches)), batches):
                said.update(part)
        return [(m, judge(m, said[n], [(c, t) for _, c, t in usual[m.file]]), said[n])
                for m, n in zip(all_mutants, names) if n in said]


def count(results):
    """How many there are of each kind, and how many of them are well reported."""
    total = Counter(m.kind for m, _, _ in results)
    return total, Counter(m.kind for m, verdict, _ in results if verdict is None)


def show(results):
    for m, verdict, said in results:
        print(f"    {m.file}:{m.line} {verdict} | {m.what}")
        for line, code, message in (said or [])[:4]:
            print(f"        {line}: {code} {message}")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("build", type=Path)
    args.add_argument("--all", action="store_true")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--sample", type=int, default=SAMPLE)
    args.add_argument("--jobs", type=int, default=min(3, os.cpu_count() or 1))
    args.add_argument("--file", default="", help="only examples whose path contains this")
    args.add_argument("--kind", default="", help="only kinds that contain this")
    args.add_argument("--show", type=int, default=0, help="show this many failures of a kind")
    args.add_argument("--valid", action="store_true", help="what pgl refuses (E01) and the reference does not")
    args = args.parse_args()

    everything = [m for file, text in examples() if args.file in file for m in mutants(file, text) if args.kind in m.kind]
    if not args.all and len(everything) > args.sample:
        everything = random.Random(args.seed).sample(everything, args.sample)
    broken = [m for m in everything if valid(m.text) == args.valid]
    results = run(args.build.resolve() / "pgl", broken, args.jobs)
    if args.valid:
        odd = [(m, said) for m, _, said in results if said is None or any(c.startswith("E01") for _, c, _ in said)]
        for m, said in odd[:args.show or 40]:
            print(f"{m.file}:{m.line} {m.kind} | {m.what}\n    {said}")
        print(f"{len(results)} valid by the reference, {len(odd)} of them refused")
        return 0

    total, good = count(results)
    print(f"{'kind':<28}{'invalid':>8}{'one, there':>12}{'share':>8}   otherwise")
    for kind in sorted(total):
        wrong = [r for r in results if r[0].kind == kind and r[1]]
        share = 1000 * good[kind] // total[kind]
        print(f"{kind:<28}{total[kind]:>8}{good[kind]:>12}{share // 10:>6}.{share % 10}%   "
              + ", ".join(f"{n} {w}" for w, n in Counter(v for _, v, _ in wrong).most_common()))
        show(wrong[:args.show])
    n, g = sum(total.values()), sum(good.values())
    share = 1000 * g // n if n else 0
    print(f"{'all':<28}{n:>8}{g:>12}{share // 10:>6}.{share % 10}%   of {len(everything)} mistakes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
