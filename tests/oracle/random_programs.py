#!/usr/bin/env python3
"""Random programs and rows, evaluated by pgl and by the oracle: random_programs.py PGL [FIRST [COUNT]] [--keep DIR]

Each seed is a program of its own with its rows and its as-of date; where the two disagree the first lines are told.
"""
import argparse
import datetime
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from compare import check, what_if, write  # noqa: E402
from data import Rows  # noqa: E402
from ledgers import Ledger  # noqa: E402
from oracle import Run  # noqa: E402
from programs import Maker  # noqa: E402
from tables import any_table  # noqa: E402


def case(seed, rows=None):
    """(program, as-of, [(file, bytes)], [(file, rows)]) of a seed."""
    rng = random.Random(seed)
    program = Maker(rng).program()
    as_of = None
    if rng.random() < 0.4:
        as_of = datetime.date(program.year, 1, 1).toordinal() + rng.randrange(365)
    made = Rows(rng, Run(program, as_of), bad=0.02).make(rows or rng.choice([10, 60, 200]))
    files, tables = [], []
    for n in range(rng.choice([1, 1, 2])):
        part = made if n == 0 else made[:len(made) // 3]
        ledger = rng.random() < 0.2
        table = Ledger(rng, program, Run(program, as_of)) if ledger else any_table(rng, program)
        data, told = table.write(part)
        name = f"a{n}{table.suffix()}"
        if ledger:
            program.tail += table.declared(name)
        files.append((name, data))
        tables.append((name, told))
    return program, as_of, files, tables


def differences(pgl, seed, folder):
    program, as_of, files, tables = case(seed)
    write(folder, program, files)
    wrong = check(pgl, folder, program, tables, as_of, plan=seed % 4 == 0)
    if not wrong and seed % 4 == 1:
        wrong = what_if(pgl, folder, program, tables, as_of, random.Random(seed))
    return wrong


def main():
    args = argparse.ArgumentParser()
    args.add_argument("pgl", type=Path)
    args.add_argument("first", type=int, nargs="?", default=0)
    args.add_argument("count", type=int, nargs="?", default=100)
    args.add_argument("--keep", type=Path)
    args = args.parse_args()
    pgl, failed = args.pgl.resolve(), 0
    for seed in range(args.first, args.first + args.count):
        with tempfile.TemporaryDirectory() as work:
            folder = args.keep or Path(work)
            folder.mkdir(exist_ok=True)
            wrong = differences(pgl, seed, folder)
        if wrong:
            failed += 1
            print(f"seed {seed}: {len(wrong)} differences", *wrong[:6], sep="\n  ", flush=True)
    print(f"{args.count - failed} agree, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
