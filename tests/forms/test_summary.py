"""The summary of pgl import follows its schema, and a rerun gives the same bytes.  usage: test_summary.py BUILD"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from builds import is_static

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "report"))
from schema import errors  # noqa: E402

SCHEMA = json.loads((ROOT / "docs/schema/pgl-import-1.schema.json").read_text(encoding="utf-8"))


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    forms = sorted([*HERE.glob("gaoxin/form.*"), *HERE.glob("cases/*.xlsx"), *HERE.glob("layouts/*.txt")])
    forms = [f for f in forms if f.suffix != ".html" or not is_static(pgl)]
    passed, problems = 0, []

    def run(*args):
        return subprocess.run([pgl, "import", "--format", "json", *args], capture_output=True, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})

    for args in [[f] for f in forms] + [forms]:
        with tempfile.TemporaryDirectory() as to:
            first, again = (run(*args, "-o", to, *more) for more in ([], ["--force"]))
        name = args[0].name if len(args) == 1 else "all"
        summary = json.loads(first.stdout)
        found = errors(SCHEMA, summary)
        if first.returncode or first.stdout != again.stdout:
            found.append(f"exit {first.returncode}, or another summary the second time")
        if sum(len(f["forms"]) for f in summary["files"]) < len(args):
            found.append("fewer forms than files")
        passed += not found
        problems += [f"{name}: {line}" for line in found]
    plain = json.loads(run(forms[0]).stdout)
    if errors(SCHEMA, plain) or "项目" not in plain["text"]:
        problems.append("without -o the summary lacks the text")
    if not errors(SCHEMA, {**plain, "schema": "pgl-import/2"}) or not errors(SCHEMA, {**plain, "files": [{}]}):
        problems.append("the schema sees no damage")
    print("\n".join(problems[:20]), end="\n" if problems else "")
    print(f"{passed + 1} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
