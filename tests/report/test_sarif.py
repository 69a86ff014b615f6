#!/usr/bin/env python3
"""SARIF and annotations: all that check, audit and eval write follows SARIF 2.1.0, and eval's tells just those results that its JSON
calls missed, without data or without target, and the 要求 that do not hold, each at its line.  usage: test_sarif.py BUILD"""
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
from schema import errors  # noqa: E402

PGL = Path(sys.argv[1]).resolve() / "pgl"
SCHEMA = json.loads((HERE / "sarif.schema.json").read_text(encoding="utf-8"))
CODES = {"missed": "E0901", "no_data": "W0903", "no_target": "W0904"}
DAMAGE = [
    ("no version", lambda s: s.pop("version")),
    ("no message", lambda s: s["runs"][0]["results"][0].pop("message")),
    ("a line 0", lambda s: s["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0)),
    ("another level", lambda s: s["runs"][0]["results"][0].update(level="hint")),
    ("a path that is no URI", lambda s: s["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="部门.pgl")),
]
BROKEN = """年度 2021
项目 甲 {
  预算 1万元
  要求 支出 > 5万元 否则 "支出太少"
  要求 个数 > 5个 否则 "太少"
  数据 个数: 累计 个
  数量指标 一 ≥ 1个
  数量指标 二 3个
  数量指标 三 ?
  数量指标 四 ≥ 4个
  数量指标 五 ≥ 5个
}
"""
ROWS = "指标,数值,原因\n一,1个,\n二,2个,\n三,3个,\n四,3个,“少”了 100% 一半\n支出,1万元,\n六,1,\n"

failed = passed = 0


def told(what, wrong):
    global failed, passed
    passed, failed = passed + (not wrong), failed + bool(wrong)
    if wrong:
        print(f"{what}:\n" + "\n".join("  " + str(w) for w in wrong[:20]))


def run(args, cwd):
    return subprocess.run([str(PGL), *map(str, args)], cwd=cwd, capture_output=True, timeout=60).stdout.decode("utf-8")


def rules_fit(sarif):
    """What the schema cannot say: each result names a rule by its number and its id, and no rule is named in vain."""
    rules = [r["id"] for r in sarif["runs"][0]["tool"]["driver"]["rules"]]
    results = sarif["runs"][0]["results"]
    wrong = [f"{r['ruleId']} is not rule {r['ruleIndex']}" for r in results if rules[r["ruleIndex"]] != r["ruleId"]]
    return wrong + ([] if sorted(set(rules)) == sorted({r["ruleId"] for r in results}) and len(set(rules)) == len(rules) else ["other rules"])


def places(sarif):
    """(code, file, line) of each result about results."""
    out = []
    for r in sarif["runs"][0]["results"]:
        if r["ruleId"][1:3] == "09":
            at = r["locations"][0]["physicalLocation"]
            out.append((r["ruleId"], unquote(at["artifactLocation"]["uri"]), at["region"]["startLine"]))
    return sorted(out)


def wanted(result):
    """The same, of the JSON."""
    out = []

    def entity(e):
        out.extend((CODES[i["verdict"]], i["file"], i["line"]) for i in e["indicators"] if i["verdict"] in CODES)
        out.extend(("E0902" if r["holds"] is False else "W0903", r["file"], r["line"]) for r in e["requires"] if not r["holds"])
        for s in e.get("sections", []):
            entity(s)

    for e in result["departments"] + result["projects"]:
        entity(e)
    out.extend(("E0902" if r["holds"] is False else "W0903", r["file"], r["line"]) for r in result.get("requires", []) if not r["holds"])
    return sorted(out)


def sarif_of(args, cwd):
    return run(["eval", *args, "--format", "sarif"], cwd)


def evaluated(what, args, cwd):
    sarif = json.loads(sarif_of(args, cwd))
    result = json.loads(run(["eval", *args, "--format", "json"], cwd))
    told(f"{what}: schema", errors(SCHEMA, sarif) + rules_fit(sarif))
    told(f"{what}: results", [f"{a} / {b}" for a, b in zip(places(sarif), wanted(result)) if a != b] +
         ([] if len(places(sarif)) == len(wanted(result)) else [f"{len(places(sarif))} told, {len(wanted(result))} in the JSON"]))
    return sarif


def main():
    gaoxin, published = ROOT / "examples/gaoxin-2021", ROOT / "examples/gaoxin-2021-as-published"
    last = evaluated("gaoxin", [".", "--actuals", "actuals.csv"], gaoxin)
    told("gaoxin: missed ones", [] if sum(c == "E0901" for c, *_ in places(last)) > 5 else ["there are some"])
    evaluated("gaoxin, no values", ["."], gaoxin)
    for page in sorted([*ROOT.glob("tests/eval/*/target.pgl"), *ROOT.glob("examples/cases/*/target.pgl")]):
        data = page.parent / "actuals.csv"
        evaluated(page.parent.name, ["target.pgl", *(["--actuals", data.name] if data.exists() else [])], page.parent)
    for what, args, cwd in (
            ("check", ["check", "."], published),
            ("audit", ["audit", *ROOT.glob("examples/cases/33-*/target.pgl"), "--actuals", "33.csv"], ROOT / "tests/audit/cases")):
        sarif = json.loads(run([*args, "--format", "sarif"], cwd))
        told(what, errors(SCHEMA, sarif) + rules_fit(sarif) + ([] if sarif["runs"][0]["results"] else ["nothing found"]))
    for what, damage in DAMAGE:
        bad = copy.deepcopy(last)
        damage(bad)
        told(f"the schema does not see {what}", [] if errors(SCHEMA, bad) else ["no error"])

    with tempfile.TemporaryDirectory() as tmp:
        (Path(tmp) / "甲 1.pgl").write_text(BROKEN, encoding="utf-8")
        (Path(tmp) / "a.csv").write_text(ROWS, encoding="utf-8")
        args = ["甲 1.pgl", "--actuals", "a.csv"]
        sarif = evaluated("every kind", args, tmp)
        at = [(c, line) for c, _, line in places(sarif)]
        told("every kind at its line", [] if at == [("E0901", 10), ("E0902", 4), ("W0903", 5), ("W0903", 11), ("W0904", 8), ("W0904", 9)] else at)
        rows = [r for r in sarif["runs"][0]["results"] if r["ruleId"] == "E0713"]
        told("a bad row is a result", [] if rows and rows[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 7 else rows)
        run(["compile", "甲 1.pgl", "-o", "x.plan"], tmp)
        told("from a plan the same", [] if run(["eval", "x.plan", *args[1:], "--format", "sarif"], tmp) == sarif_of(args, tmp) else ["another text"])
        run(["eval", *args, "-o", "r.sarif"], tmp)
        told("-o X.sarif", [] if (Path(tmp) / "r.sarif").read_text(encoding="utf-8") == sarif_of(args, tmp) else ["another text"])
        lines = run(["eval", *args, "--format", "github"], tmp).splitlines()
        want = "::error file=甲 1.pgl,line=10,title=E0901::甲.四 未达成：实际 3个，目标 ≥4个；原因：“少”了 100%25 一半"
        told("annotations", [] if want in lines and len(lines) == len(sarif["runs"][0]["results"]) else lines)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
