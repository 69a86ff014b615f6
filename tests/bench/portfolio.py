#!/usr/bin/env python3
"""A made-up portfolio of projects, the same facts in three notations: pgl, Lua tables, JSON.

  portfolio.py PROJECTS OUT_DIR [--files N]

Writes OUT_DIR/portfolio.pgl, .lua and .json; with --files N also OUT_DIR/split/0001.pgl … (the same projects
in N files). The seed is fixed: a size always gives the same bytes.
"""
import argparse
import json
import random
from pathlib import Path

PLACES = "城东 城西 城南 城北 高新区 开发区 滨河 东湖 西山 南岭 北苑 中心 江北 河西 岭南 平安 永康 新华 解放 建设".split()
THINGS = ("道路 桥梁 学校 医院 图书馆 公园 社区 管网 河道 农田 水库 路灯 厂房 档案馆 体育馆 养老院 幼儿园 "
          "文化站 服务大厅 信息平台").split()
WORKS = "改造 建设 维护 租赁 升级 运营 普查 治理 修缮 采购".split()
BASES = "工作目标 工作要求 合同约定 年度计划 行业标准 历史数据".split()
SOURCES = "财政资金 其他资金 上级补助".split()
GOALS = ("按期完成{}任务，保障群众需要", "提高{}质量，改善服务环境", "规范{}管理，控制运行成本")

# class, name, operator, value range, unit, measure, how it combines, its unit; None: own rows
QUANTITY = [
    ("完成{}数量", "≥", (3, 80), "处", "累计", "处"),
    ("服务{}人次", "≥", (100, 9000), "人次", "累计", "人次"),
    ("{}面积", "≥", (50, 9000), "平方米", "累计", "平方米"),
    ("{}培训场次", "≥", (2, 40), "场次", "累计", "场次"),
]
OTHERS = [
    ("产出指标", "质量指标", "{}验收合格率", "≥", (90, 99), "%"),
    ("产出指标", "质量指标", "{}差错率", "≤", (1, 5), "%"),
    ("产出指标", "时效指标", "{}按时完成率", "≥", (90, 100), "%"),
    ("产出指标", "成本指标", "{}单位成本", "≤", (80, 900), "元/平方米"),
    ("效益指标", "社会效益指标", "{}受益群众", "≥", (500, 90000), "人"),
    ("效益指标", "可持续影响指标", "{}设施完好率", "≥", (85, 98), "%"),
]


def project(rng, number):
    place, thing, work = rng.choice(PLACES), rng.choice(THINGS), rng.choice(WORKS)
    total = rng.randrange(20, 3000)
    first = rng.randrange(1, total) if rng.random() < 0.4 else total
    money = [(SOURCES[0], first)] + ([(SOURCES[1 + number % 2], total - first)] if first < total else [])
    steps = sorted(rng.sample(range(5, 70, 5), 2)) + [rng.randrange(70, 95, 5), 100]
    counted = rng.sample(QUANTITY, 2)
    measures, indicators = [], []
    for i, (name, op, (low, high), unit, how, its) in enumerate(counted):
        label = name.format(thing)
        measures.append({"name": "实际" + label, "how": how, "unit": its})
        indicators.append({"group": "产出指标", "class": "数量指标", "name": label, "op": op,
                           "value": rng.randrange(low, high), "unit": unit, "from": "实际" + label,
                           "basis": rng.choice(BASES)})
    for group, cls, name, op, (low, high), unit in rng.sample(OTHERS, 5):
        indicators.append({"group": group, "class": cls, "name": name.format(thing), "op": op,
                           "value": rng.randrange(low, high + 1), "unit": unit, "from": None,
                           "basis": rng.choice(BASES)})
    areas = [i["value"] for i in indicators if i["unit"] == "平方米"]
    for i in indicators:  # a unit cost times the area is about the budget
        if i["unit"] == "元/平方米" and areas:
            i["value"] = max(1, total * 9000 // areas[0])
    order = {"产出指标": 0, "效益指标": 1}
    indicators.sort(key=lambda i: order[i["group"]])
    indicators.append({"group": "满意度指标", "class": "服务对象满意度指标", "name": "服务对象满意度", "op": "≥",
                       "value": rng.randrange(85, 97), "unit": "%", "from": None, "basis": rng.choice(BASES)})
    return {"name": "%s%s%s项目%06d" % (place, thing, work, number), "total": total, "money": money, "steps": steps,
            "goal": rng.choice(GOALS).format(thing + work), "measures": measures, "indicators": indicators}


def as_pgl(p, out):
    out.append("项目 %s {\n  预算 %d万元 { %s }\n" % (
        p["name"], p["total"], "  ".join("%s %d万元" % m for m in p["money"])))
    out.append("  支出计划 { 3月底 %d%%  6月底 %d%%  10月底 %d%%  12月底 %d%% }\n" % tuple(p["steps"]))
    out.append('  目标 "%s"\n' % p["goal"])
    for m in p["measures"]:
        out.append("  数据 %s: %s %s\n" % (m["name"], m["how"], m["unit"]))
    for i in p["indicators"]:
        value = "  取值 " + i["from"] if i["from"] else ""
        out.append("  %s %s %s %d%s%s  依据 %s\n" % (
            i["class"], i["name"], i["op"], i["value"], i["unit"], value, i["basis"]))
    out.append("}\n\n")


def as_lua(p, out):
    money = ", ".join('{"%s", %d, "万元"}' % m for m in p["money"])
    steps = ", ".join('{"%d月底", %d, "%%"}' % (m, s) for m, s in zip((3, 6, 10, 12), p["steps"]))
    out.append('project { name = "%s",\n  budget = { %d, "万元", sources = { %s } },\n' % (p["name"], p["total"], money))
    out.append('  plan = { %s },\n  goal = "%s",\n' % (steps, p["goal"]))
    for m in p["measures"]:
        out.append('  measure { name = "%s", sum = "%s", unit = "%s" },\n' % (m["name"], m["how"], m["unit"]))
    for i in p["indicators"]:
        value = ', value = "%s"' % i["from"] if i["from"] else ""
        out.append('  { class = "%s", name = "%s", op = "%s", target = %d, unit = "%s"%s, basis = "%s" },\n' % (
            i["class"], i["name"], i["op"], i["value"], i["unit"], value, i["basis"]))
    out.append("}\n\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("projects", type=int)
    args.add_argument("out", type=Path)
    args.add_argument("--files", type=int, default=0)
    args = args.parse_args()
    rng = random.Random(20211123)
    args.out.mkdir(parents=True, exist_ok=True)
    head = "年度 2021\n采用 财预2020\n\n"
    per_file = -(-args.projects // args.files) if args.files else 0
    if args.files:
        (args.out / "split").mkdir(exist_ok=True)
    with open(args.out / "portfolio.pgl", "w", encoding="utf-8") as pgl, \
            open(args.out / "portfolio.lua", "w", encoding="utf-8") as lua, \
            open(args.out / "portfolio.json", "w", encoding="utf-8") as js:
        pgl.write(head)
        js.write("[")
        part = []
        for n in range(args.projects):
            p, text, table = project(rng, n), [], []
            as_pgl(p, text)
            as_lua(p, table)
            pgl.write("".join(text))
            lua.write("".join(table))
            js.write((",\n" if n else "") + json.dumps(p, ensure_ascii=False, separators=(",", ":")))
            part += text
            if args.files and (n + 1) % per_file == 0 or n + 1 == args.projects:
                if args.files:
                    name = "%04d.pgl" % (n // per_file + 1)
                    (args.out / "split" / name).write_text(head + "".join(part), encoding="utf-8")
                part = []
        js.write("]\n")


if __name__ == "__main__":
    main()
