#!/usr/bin/env python3
"""What many formulas ask for is worked out once: chains in which each step asks twice for the one before.  usage: test_once.py BUILD

Asked again each time, any of these would take 2^60 steps. Then a department whose projects all ask for what all of
them have together: asked by each, that would be 400 million rows a figure.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS, SEED = 60, 3


def chain(line, first="种子数"):
    """`line` for each step, from its name and the name before; the last name."""
    out, before = [], first
    for i in range(1, STEPS + 1):
        out.append(line.format(f"第{i}步", before))
        before = f"第{i}步"
    return "\n".join(out), before


def nested(call, inner):
    for _ in range(STEPS):
        inner = call.format(inner)
    return inner


def program(statements="", indicators="", functions=""):
    return f"""年度 2021
{functions}
项目 示例 {{
  执行率 0分
  数据 种子数: 累计 粒
  {statements}
  产出指标 100分 {{
    {indicators}
  }}
}}
"""


def programs():
    """(what, program, name, its value)"""
    whole = SEED * 2 ** STEPS
    lets, last = chain("令 {0} = {1} + {1}")
    yield "令", program(lets, f"数量指标 末 ≥ 1粒 取值 {last}"), "末", whole
    yield "同比", program(lets, f"数量指标 末 = 100% 取值 同比({last})"), "末", 100
    yield "计数", program(lets, f"数量指标 末 ≥ 1 取值 计数({last}, {last})"), "末", 2
    indicators, last = chain("数量指标 {0} ≥ 1粒 取值 {1} + {1}")
    yield "指标", program("", indicators), last, whole
    met, last = chain("数量指标 {0} ≥ 1粒 取值 若 {1}.达成 且 {1}.达成 则 种子数 否则 0粒", "第0步")
    yield "达成", program("", "数量指标 第0步 ≥ 1粒 取值 种子数 " + met), last, SEED
    twice = "函数 两倍(x) = x + x"
    yield "函数", program("", f"数量指标 末 ≥ 1粒 取值 {nested('两倍({})', '种子数 + 0粒')}", twice), "末", whole
    share = nested("折半({})", "实际 / 目标值")
    halves = "函数 折半(x) = x / 2 / 2 + x / 2 / 2 + 1% / 2"  # tends to 1 %
    yield "评分", program("", f"数量指标 末 ≥ 4粒 取值 种子数 评分 {share}", halves), "末", SEED


PROJECTS = 20000


def department(n):
    yield "年度 2021\n部门 全局 {\n  令 总人次 = 合计(人次)\n"
    for i in range(n):
        yield f"""  项目 第{i}项 {{
    预算 10万元
    数据 人次: 累计 人次
    产出指标 {{
      质量指标 占比   ≥ 0.001%  取值 人次 / 合计(人次)
      质量指标 份额   ≥ 0.001%  取值 人次 / 总人次
      质量指标 支出占比 ≥ 0.001%  取值 支出 / 全局.支出
      质量指标 执行   ≥ 0.001%  取值 支出 / 预算
      数量指标 项数   ≥ 1     取值 计数(占比)
    }}
  }}
"""
    yield "}\n"


def shared(pgl, tmp):
    """What went wrong with a department of PROJECTS projects."""
    rows = Path(tmp) / "many.csv"
    rows.write_text("项目,指标,数值\n" + "".join(f"第{i}项,人次,{i % 3}人次\n第{i}项,支出,1元\n" for i in range(PROJECTS)),
                    encoding="utf-8")
    sizes = []
    for n in (PROJECTS // 2, PROJECTS):
        path, plan = Path(tmp) / "many.pgl", Path(tmp) / "many.plan"
        path.write_text("".join(department(n)), encoding="utf-8")
        subprocess.run([pgl, "compile", path, "-o", plan], check=True, timeout=20, stderr=subprocess.DEVNULL)
        sizes.append(plan.stat().st_size)
    if sizes[1] > 2.1 * sizes[0]:
        return f"the plan of twice the projects is {sizes[1] / sizes[0]:.1f} times as large"
    for output in ("many.out.csv", "many.json"):
        done = subprocess.run([pgl, "eval", path, "--actuals", rows, "-q", "-o", f"{tmp}/{output}"], timeout=30)
        if done.returncode not in (0, 1):
            return f"{output}: exit {done.returncode}"
    subprocess.run([pgl, "check", "-q", path], check=True, timeout=20, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told = json.loads((Path(tmp) / "many.json").read_text(encoding="utf-8"))["projects"][1]["indicators"]
    whole = sum(i % 3 for i in range(PROJECTS))
    got = [i["actual"]["value"] / 100 for i in told[:3]] + [told[4]["actual"]["value"]]
    want = [1 / whole, 1 / whole, 1 / PROJECTS, PROJECTS]
    if any(abs(a / b - 1) > 1e-6 for a, b in zip(got, want)):
        return f"{got}, not {want}"
    rows = [i["rows"] for i in told]
    want = [PROJECTS, PROJECTS, PROJECTS, 1, PROJECTS]
    return f"rows {rows}, not {want}" if rows != want else None


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    passed = failed = 0
    with tempfile.TemporaryDirectory() as tmp:
        rows = Path(tmp) / "rows.csv"
        rows.write_text(f"指标,数值,日期\n种子数,{SEED}粒,2021-05-01\n种子数,{SEED / 2}粒,2020-05-01\n", encoding="utf-8")
        for what, text, name, value in programs():
            path, result = Path(tmp) / "a.pgl", Path(tmp) / "a.json"
            path.write_text(text, encoding="utf-8")
            try:
                for command in (["check", path], ["explain", path, name, "--actuals", rows],
                                ["eval", path, "--actuals", rows, "-o", result], ["compile", path, "-o", f"{tmp}/a.plan"]):
                    done = subprocess.run([pgl, *command], capture_output=True, timeout=30)
                    assert done.returncode in (0, 1), (command, done.returncode, done.stderr.decode())
                told = {i["name"]: i for i in json.loads(result.read_text(encoding="utf-8"), parse_float=str)["projects"][0]["indicators"]}
                got = told[name]["actual"]["value"]
                assert got == value, (got, value)
                assert what != "评分" or told[name]["score"] == 1, told[name]["score"]
                passed += 1
            except (subprocess.TimeoutExpired, AssertionError) as problem:
                failed += 1
                print(f"{what}: {problem}")
        try:
            problem = shared(pgl, tmp)
        except subprocess.TimeoutExpired as slow:
            problem = slow
        passed, failed = passed + (not problem), failed + bool(problem)
        if problem:
            print(f"a department of {PROJECTS} projects: {problem}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
