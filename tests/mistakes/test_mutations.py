#!/usr/bin/env python3
"""A sample of all single mistakes in the examples: at least 97 % of each kind that is common enough give one error,
there.  usage: test_mutations.py BUILD"""
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import mutate  # noqa: E402

SHARE = 97   # of all, and of each kind with at least MANY
MANY = 40
SECONDS = 25  # a slow build (sanitizers) takes fewer of the same sequence, but no fewer than LEAST
LEAST = 400


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    everything = [m for file, text in mutate.examples() for m in mutate.mutants(file, text)]
    sample = random.Random(1).sample(everything, mutate.SAMPLE)
    results = mutate.run(pgl, [m for m in sample if not mutate.valid(m.text)], 2, SECONDS, LEAST)
    total, good = mutate.count(results)
    passed = failed = 0
    kinds = {k: (good[k], n) for k, n in total.items() if n >= MANY} | {"all": (sum(good.values()), sum(total.values()))}
    for kind, (right, n) in sorted(kinds.items()):
        if 100 * right >= SHARE * n:
            passed += 1
        else:
            failed += 1
            print(f"{kind}: {right} of {n} give one error, there")
            mutate.show([r for r in results if r[0].kind == kind and r[1]][:5])
    for mutant, verdict, _ in results:
        if verdict == "crashed or hung":
            failed += 1
            print(f"{mutant.file}: {mutant.kind} at {mutant.what}: {verdict}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
