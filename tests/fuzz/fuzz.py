#!/usr/bin/env python3
"""Runs libFuzzer targets: all, or one.  usage: fuzz.py BUILD [TARGET] [SECONDS]

Each target starts from tests/fuzz/seeds/TARGET where that is there, else from every .pgl file of the project,
and keeps what it finds worth keeping in BUILD/corpus/TARGET. A crash leaves its input in BUILD/crashes.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def seeds(name):
    own = ROOT / "tests" / "fuzz" / "seeds" / name
    if own.is_dir():
        return sorted(p for p in own.iterdir() if p.is_file())
    return sorted(p for top in ("examples", "stdlib", "tests") for p in (ROOT / top).rglob("*.pgl"))


def dictionary():
    """Every keyword, Chinese and English, and the punctuation of the language."""
    table = (ROOT / "grammar" / "keywords.def").read_text(encoding="utf-8")
    words = set(re.findall(r'"([^"\\\n]+)"', table))
    return sorted(words | set("{ } ( ) ： : ; // /// ≥ ≤ .. ～ % ？ “ ” 「 」 元/人·月 12月底前 2021-06-30".split()))


def escaped(word):
    return "".join(f"\\x{b:02x}" for b in word.encode("utf-8"))


def fuzz(build, target, seconds):
    name = target.name.removeprefix("fuzz_")
    corpus, crashes = build / "corpus" / name, build / "crashes"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(exist_ok=True)
    for i, seed in enumerate(seeds(name)):
        if seed.stat().st_size <= 1 << 16:
            shutil.copyfile(seed, corpus / f"seed-{i}")
    words = build / "words.dict"
    words.write_text("".join(f'"{escaped(w)}"\n' for w in dictionary()), encoding="utf-8")
    # The limit is one of wall time: a machine busy with other work must not pass for a hang.
    args = [f"-dict={words}", f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/{name}-", "-timeout=120", "-rss_limit_mb=2048",
            "-print_final_stats=1", "-verbosity=0", "-close_fd_mask=1"]
    print(f"{name}: {seconds} s from {len(list(corpus.iterdir()))} inputs", flush=True)
    env = dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1")
    done = subprocess.run([str(target), *args, str(corpus)], env=env, stderr=subprocess.PIPE)
    said = done.stderr.decode("utf-8", "replace").split("\n")
    print("\n".join(line for line in said if done.returncode or line.startswith("stat::")), flush=True)
    return done.returncode


def main():
    build = Path(sys.argv[1]).resolve()
    words = sys.argv[2:]
    seconds = next((int(w) for w in words if w.isdigit()), 60)
    names = ["fuzz_" + w for w in words if not w.isdigit()]
    targets = sorted(p for p in (build / "tests" / "fuzz").glob("fuzz_*") if p.is_file() and os.access(p, os.X_OK))
    chosen = [t for t in targets if not names or t.name in names]
    if not chosen:
        sys.exit("no such target; there are: " + " ".join(t.name.removeprefix("fuzz_") for t in targets))
    failed = [t.name for t in chosen if fuzz(build, t, seconds)]
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
