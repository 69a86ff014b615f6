"""The benchmark's province (tests/bench/actuals/generate.c) as a program the oracle knows, and its rows."""
import csv
import re
import subprocess
from fractions import Fraction

from model import AGGS, CY2020, Entity, Group, Indicator, Measure, Program, Target

LEVEL = {level2: level1 for level1, _, level2s in CY2020.groups for level2 in level2s}
HOW = {text: agg for agg, text in AGGS.items()}
LINE = re.compile(r"  (\S+指标) (\S+) ([≥≤]) ([\d.]+)([^\s\d]\S*)(?:  取值 (\S+) / (\S+))?")


def generate(build, folder, projects, rows, seed, bad):
    subprocess.run([build / "tests" / "bench" / "generate", folder, str(projects), str(rows), str(seed), str(bad)], check=True)


def program(path):
    tops, groups = [], {}
    for line in open(path, encoding="utf-8"):
        if line.startswith("项目 "):
            tops.append(Entity("项目", line.split()[1], CY2020))
            groups = {}
        elif line.startswith("  预算 "):
            tops[-1].budget = Fraction(line.split()[1].removesuffix("万元")) * 10000
        elif line.startswith("  数据 "):
            _, name, how, unit = line.split()
            tops[-1].measures.append(Measure(name.rstrip(":"), HOW[how], unit))
        elif m := LINE.match(line):
            level2, name, sign, value, unit, above, below = m.groups()
            target = Target({"≥": ">=", "≤": "<="}[sign], Fraction(value), None, unit)
            formula = ("/", ("name", above), ("name", below)) if above else None
            level1 = LEVEL[level2]
            if level1 not in groups:
                groups[level1] = Group(level1, None, [])
                tops[-1].groups.append(groups[level1])
            groups[level1].indicators.append(Indicator(level1, level2, name, [(None, target)], formula=formula))
    return Program(2021, CY2020, tops)


def rows(path):
    names = {"项目": "project", "指标": "name", "日期": "date", "数值": "value", "单位": "unit"}
    with open(path, encoding="utf-8", newline="") as f:
        for n, row in enumerate(csv.DictReader(f)):
            yield {**{names[k]: v for k, v in row.items()}, "line": ("actuals.csv", n + 2), "header_unit": "", "wide": False}
