#!/usr/bin/env python3
"""`pgl diff`: its JSON follows docs/schema/; every keyword of the schema is a row of changes.def; a version compared with
itself says nothing, for every program of the project; a change taken back is the same change the other way round.
usage: test_diff.py BUILD"""
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "report"))
from schema import errors  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/schema/pgl-diff-1.schema.json").read_text(encoding="utf-8"))
OTHER_WAY = {"added": "removed", "removed": "added", "changed": "changed"}


def diff(program, old, new):
    done = subprocess.run([program, "diff", old, new, "--format", "json"], cwd=HERE, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def main():
    program = Path(sys.argv[1]).resolve() / "pgl"
    results = []

    def check(what, good):
        results.append(good)
        if not good:
            print(f"FAILED {what}")

    code, there, _ = diff(program, "_old", "_new")
    check("exit 1 where something changed", code == 1)
    check("the schema", not list(errors(SCHEMA, there)))
    keys = re.findall(r'^C\(\w+, "(\w+)"', (ROOT / "runtime/changes.def").read_text(encoding="utf-8"), re.M)
    check("keys of changes.def", keys == SCHEMA["$defs"]["change"]["properties"]["what"]["enum"])

    _, back, _ = diff(program, "_new", "_old")
    forth = sorted((OTHER_WAY[c["change"]], c["what"], c["in"], str(c["after"]), str(c["before"])) for c in there["changes"])
    check("the other way round", forth == sorted((c["change"], c["what"], c["in"], str(c["before"]), str(c["after"])) for c in back["changes"]))

    for path in sorted([*ROOT.glob("examples/*/"), *ROOT.glob("examples/cases/*/target.pgl"), *ROOT.glob("tests/eval/*/target.pgl")]):
        if not path.is_file() and not list(path.glob("*.pgl")):
            continue
        code, same, err = diff(program, path, path)
        check(f"{path} with itself: {err}", code == 0 and same and same["changes"] == [])
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


sys.exit(main())
