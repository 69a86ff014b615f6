#!/usr/bin/env python3
"""Files that break off: sample.pgl cut after every byte. Each is told by one error at most, near its end or at a {;
where the cut text is whole (reference.py), by none of syntax. Also: the corpus is as large as it should be.
usage: test_truncated.py BUILD"""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import mutate  # noqa: E402
from reference import valid  # noqa: E402

CORPUS = Path(__file__).resolve().parent / "corpus"
CORPUS_LEAST = 150


def wrong(cut, said):
    """What is wrong with what was said of a text cut short, or None."""
    if said is None:
        return "crashed or hung"
    try:
        text = cut.decode("utf-8")
        whole = valid(text)
    except UnicodeDecodeError:
        text = cut.decode("utf-8", "replace")
        whole = False
    syntax = [x for x in said if x[1].startswith("E01")]
    if whole:
        return "refused" if syntax else None
    if len(said) != 1:
        return f"{len(said)} errors"
    last = text.rstrip().count("\n") + 1
    braces = {n for n, line in enumerate(text.split("\n"), 1) if "{" in line}
    return None if said[0][0] in braces | {last, text.count("\n") + 1} else "elsewhere"


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    data = mutate.SAMPLE_FILE.read_bytes()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="pgl-cut-") as tmp:
        for n in range(len(data)):
            Path(tmp, f"c{n}.pgl").write_bytes(data[:n])
        names = [f"c{n}.pgl" for n in range(len(data))]
        said = {}
        for i in range(0, len(names), mutate.BATCH):
            said.update(mutate.ask(pgl, tmp, names[i:i + mutate.BATCH]))
    for n, name in enumerate(names):
        why = wrong(data[:n], said[name])
        passed += why is None
        if why:
            failed += 1
            if failed <= 10:
                print(f"cut after {n} bytes, …{data[max(0, n - 40):n].decode('utf-8', 'replace')!r}: {why}: {said[name]}")
    many = len(list(CORPUS.glob("*.pgl")))
    if many < CORPUS_LEAST:
        failed += 1
        print(f"only {many} files in {CORPUS.name}/")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
