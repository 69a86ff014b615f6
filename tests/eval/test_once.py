#!/usr/bin/env python3
"""What many formulas ask for is worked out once: chains in which each step asks twice for the one before.  usage: test_once.py BUILD

Asked again each time, any of these would take 2^60 steps.
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
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
