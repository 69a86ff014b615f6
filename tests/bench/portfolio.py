#!/usr/bin/env python3
"""Writes a made-up portfolio of N projects with 8 indicators each, as pgl or as Lua tables of the same facts.

  portfolio.py N FILE.pgl|FILE.lua      one file
  portfolio.py N FOLDER FILES           pgl spread over so many files, one department each

The same N gives the same bytes: a small linear generator decides, not the clock.
"""
import sys
from pathlib import Path

PLACES = "东城 西城 南湖 北山 新区 河口 石桥 柳林 青龙 白云 金水 长安 平原 临江 古城 高新".split()
WORKS = "道路维护 校舍改造 图书采购 技能培训 河道治理 路灯更新 卫生防疫 农田灌溉 文化活动 信息系统".split()
TARGETS = ("建设", "完成", "覆盖", "服务", "检查", "培训", "发放", "更新")


def facts(i):
    """The facts of project number i."""
    seed = (i * 2654435761 + 12345) & 0xFFFFFFFF
    digits = []
    for _ in range(12):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        digits.append(seed >> 8)
    place, work = PLACES[digits[0] % len(PLACES)], WORKS[digits[1] % len(WORKS)]
    return {
        "name": f"{place}{work}项目{i}",
        "fiscal": 10 + digits[2] % 900, "own": 1 + digits[3] % 90,
        "count": 5 + digits[4] % 500, "people": 20 + digits[5] % 5000, "rate": 80 + digits[6] % 20,
        "month": 6 + digits[7] % 7, "cost": 50 + digits[8] % 900, "growth": 3 + digits[9] % 30,
        "satisfied": 80 + digits[10] % 19, "verb": TARGETS[digits[11] % len(TARGETS)],
    }


PGL = """  项目 {name} {{
    预算 {total}万元 {{ 财政资金 {fiscal}万元  自筹资金 {own}万元 }}
    支出计划 {{ 3月底 20%  6月底 50%  9月底 80%  12月底 100% }}
    目标 "{verb}工作按期完成，群众得到实惠"
    数据 受益人数: 累计 人次
    数据 支付金额: 累计 元
    产出指标 {{
      数量指标 {verb}数量 ≥ {count}个
      数量指标 受益人次 ≥ {people}人次  取值 受益人数
      质量指标 验收合格率 ≥ {rate}%
      时效指标 完成时限 {month}月底前
      成本指标 人均成本 ≤ {cost}元/人次  取值 支付金额 / 受益人数
    }}
    效益指标 {{
      经济效益指标 带动增长率 ≥ {growth}%
      社会效益指标 政策知晓率 ≥ {rate}%
    }}
    满意度指标 {{ 服务对象满意度指标 群众满意度 ≥ {satisfied}% }}
  }}
"""

LUA = """  {{ name = "{name}",
    budget = {{ total = {total}, unit = "万元", {{ "财政资金", {fiscal} }}, {{ "自筹资金", {own} }} }},
    plan = {{ {{ "3月底", 20 }}, {{ "6月底", 50 }}, {{ "9月底", 80 }}, {{ "12月底", 100 }} }},
    goal = "{verb}工作按期完成，群众得到实惠",
    data = {{ {{ "受益人数", "累计", "人次" }}, {{ "支付金额", "累计", "元" }} }},
    indicators = {{
      {{ "数量指标", "{verb}数量", ">=", {count}, "个" }},
      {{ "数量指标", "受益人次", ">=", {people}, "人次", value = "受益人数" }},
      {{ "质量指标", "验收合格率", ">=", {rate}, "%" }},
      {{ "时效指标", "完成时限", "before", "{month}月底" }},
      {{ "成本指标", "人均成本", "<=", {cost}, "元/人次", value = "支付金额 / 受益人数" }},
      {{ "经济效益指标", "带动增长率", ">=", {growth}, "%" }},
      {{ "社会效益指标", "政策知晓率", ">=", {rate}, "%" }},
      {{ "服务对象满意度指标", "群众满意度", ">=", {satisfied}, "%" }} }} }},
"""


def projects(template, first, last):
    for i in range(first, last):
        f = facts(i)
        yield template.format(total=f["fiscal"] + f["own"], **f)


def write_pgl(path, first, last, department):
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"年度 2024\n采用 财预2020\n\n部门 {department} {{\n")
        out.writelines(projects(PGL, first, last))
        out.write("}\n")


def write_lua(path, last):
    """A chunk has at most so many constants: a function a thousand projects, as a person would split it."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("local all = {}\n")
        for first in range(0, last, 1000):
            out.write("all[#all + 1] = (function() return {\n")
            out.writelines(projects(LUA, first, min(first + 1000, last)))
            out.write("} end)()\n")
        out.write("return all\n")


def write_folder(folder, n, files):
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(files):
        write_pgl(folder / f"{k:04}.pgl", n * k // files, n * (k + 1) // files, f"部门{k}")


def main():
    n, path = int(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        write_folder(path, n, int(sys.argv[3]))
    elif path.suffix == ".lua":
        write_lua(path, n)
    else:
        write_pgl(path, 0, n, "示例部门")


if __name__ == "__main__":
    main()
