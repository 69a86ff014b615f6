#!/usr/bin/env python3
"""Every result in JSON (runs and golden files) follows docs/schema/, twice the same run gives the same bytes, and the CSV has the same
figures.  usage: test_schema.py BUILD"""
import copy
import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
from schema import errors  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/schema/pgl-result-1.schema.json").read_text(encoding="utf-8"))
# Damage that the schema must see: (what, where, how).
DAMAGE = [
    ("a missing field", lambda r: r["projects"][0].pop("judged")),
    ("a field too many", lambda r: r["projects"][0]["indicators"][0].update(extra=1)),
    ("an unknown verdict", lambda r: r["projects"][0]["indicators"][0].update(verdict="good")),
    ("a number as text", lambda r: r["rows"].update(read="255")),
    ("a date in another form", lambda r: r.update(as_of="2021/12/31")),
    ("four pieces of evidence", lambda r: r["projects"][0]["indicators"][0].update(evidence=[{"file": "a", "row": 1}] * 4)),
    ("a target of two kinds", lambda r: r["projects"][0]["indicators"][0]["target"].update(date="2021-12-31")),
    ("a project with sections", lambda r: r["projects"][0].update(sections=[])),
    ("another schema", lambda r: r.update(schema="pgl-result/2")),
]


def run(pgl, args, cwd):
    done = subprocess.run([str(pgl), *map(str, args)], cwd=cwd, capture_output=True, timeout=60)
    return done.stdout


def cases():
    for page in sorted([*ROOT.glob("tests/eval/*/target.pgl"), *ROOT.glob("examples/cases/*/target.pgl"),
                        *ROOT.glob("tests/report/*/target.pgl")]):
        data = page.parent / "actuals.csv"
        yield page.parent, ["target.pgl", *(["--actuals", data.name] if data.exists() else [])]
    gaoxin = ROOT / "examples/gaoxin-2021"
    yield gaoxin, ["."]
    yield gaoxin, [".", "--actuals", "actuals.csv"]
    yield gaoxin, [".", "--actuals", "actuals.csv", "--as-of", "2021-10-31"]


def flat(result):
    """(kind, indicator) in the order of the CSV's rows, by name."""
    for d in result["departments"]:
        yield from (("department", i) for i in d["indicators"])
        for s in d["sections"]:
            yield from (("section", i) for i in s["indicators"])
    for p in result["projects"]:
        yield from (("project", i) for i in p["indicators"])


def check_csv(text, result):
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    key = lambda kind, name, file, line: (kind, name, file, str(line))
    have = {key(r["kind"], r["name"].removeprefix("'"), r["file"], r["line"]): r for r in rows}
    wrong, n = [], 0
    for kind, i in flat(result):
        n += 1
        row = have.get(key(kind, i["name"], i["file"], i["line"]))
        if row is None:
            wrong.append(f"CSV: no row for {i['name']}")
            continue
        for field in ("verdict", "weight", "base_weight", "score", "deviation", "rows"):
            want = "" if i[field] is None else str(i[field])
            if row[field] != want:
                wrong.append(f"CSV: {i['name']} {field}: {row[field]}, in the JSON {want}")
    if len(rows) != n:
        wrong.append(f"CSV: {len(rows)} rows, {n} indicators in the JSON")
    return wrong


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    failed = passed = 0

    def told(what, wrong):
        nonlocal failed, passed
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print(f"{what}:\n" + "\n".join("  " + w for w in wrong[:20]))

    last = None
    for folder, args in cases():
        what = f"{folder.relative_to(ROOT)} {' '.join(args)}"
        out = run(pgl, ["eval", *args, "--format", "json"], folder)
        again = run(pgl, ["eval", *args, "--format", "json"], folder)
        try:
            result = json.loads(out, parse_float=Decimal)
        except ValueError:
            told(what, ["no JSON"])
            continue
        wrong = errors(SCHEMA, result) + ([] if out == again else ["two runs differ"])
        wrong += check_csv(run(pgl, ["eval", *args, "--format", "csv"], folder).decode("utf-8"), result)
        told(what, wrong)
        last = result
    for golden in sorted([*ROOT.glob("tests/**/*.json"), *ROOT.glob("tests/**/*.out"), *ROOT.glob("examples/**/*.json")]):
        text = golden.read_text(encoding="utf-8", errors="replace")
        if text.startswith("{") and '"pgl-result/' in text:
            told(golden.relative_to(ROOT), errors(SCHEMA, json.loads(text, parse_float=Decimal)))
    for what, damage in DAMAGE if last else []:
        broken = copy.deepcopy(last)
        damage(broken)
        told(f"the schema does not see {what}", [] if errors(SCHEMA, broken) else ["no error"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
