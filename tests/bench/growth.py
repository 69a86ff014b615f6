#!/usr/bin/env python3
"""How time grows with each construct: ./build.sh bench growth [CASE…] [--scale X] [--runs N]

Each case is a program (and rows) of size n, 2n and 4n; user seconds (the least of some runs) are told, and by what they
grow at the last doubling: about 2 is linear, 4 is quadratic. `!` marks a growth above 2.8 that is not noise.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = {}
HEAD = "年度 2021\n"


def case(base, *commands):
    """A case of so many things at first. {0} in a command is the program's folder; none: check and eval."""
    def add(make):
        CASES[make.__name__.replace("_", "-")] = (base, commands or ("check {0}", "eval {0} -o {0}/out.json"), make)
        return make
    return add


def lines(n, text):
    return "".join(text.replace("#", str(i)) for i in range(n))


def project(body, indicators="数量指标 完成数 ≥ 1个\n"):
    return f"{HEAD}项目 甲 {{\n预算 100万元\n{body}\n产出指标 {{\n{indicators}}}\n}}\n"


ROWS = "eval {0} --actuals {0}/rows.csv --skip-bad-rows -q -o {0}/out.json"
ROWS_CSV = "eval {0} --actuals {0}/rows.csv --skip-bad-rows -q -o {0}/out.csv"


# ---- one project

@case(10000, "check {0}", "fmt --check {0}", "compile {0} -o {0}/a.plan", ROWS, "eval {0} -q -o {0}/out.html", "eval {0} -q -o {0}/out.md",
      "report {0} -o {0}/form.xlsx", "eval {0} --format table")
def indicators(n):
    return {"a.pgl": project("", lines(n, "数量指标 指标# ≥ 10个\n")), "rows.csv": "指标,数值\n" + lines(n, "指标#,12个\n")}


@case(10000)
def indicators_with_points(n):
    return {"a.pgl": project("", lines(n, "数量指标 指标# ≥ 10个 分值 0.01分\n"))}


@case(10000)
def indicators_without_class(n):
    return {"a.pgl": HEAD + "项目 甲 {\n" + lines(n, "指标 指标# ≥ 10个\n") + "}\n"}


@case(5000)
def indicators_not_applicable(n):
    return {"a.pgl": project("", lines(n, "数量指标 指标# ≥ 10个\n数量指标 除外# 不适用 \"本年不做\"\n"))}


@case(5000)
def indicators_of_one_name(n):
    return {"a.pgl": project("", lines(n, "数量指标 指标 ≥ 10个\n"))}


@case(5000)
def indicators_adjusted(n):
    return {"a.pgl": project("", "数量指标 指标 ≥ 10个" + lines(n, " 调整 3月1日 ≥ #个 \"改\"") + "\n")}


@case(5000)
def indicators_alike(n):  # that look like saying the same
    return {"a.pgl": project("", lines(n, "数量指标 开展培训班场次第#期 ≥ 10场次\n"))}


@case(3000)
def groups(n):
    return {"a.pgl": HEAD + "项目 甲 {\n" + lines(n, "产出指标 1分 { 数量指标 指标# ≥ 10个 }\n") + "}\n"}


@case(10000, "check {0}", ROWS)
def measures(n):
    return {"a.pgl": project(lines(n, "数据 数# : 累计 个\n"), lines(n, "数量指标 指标# ≥ 10个 取值 数#\n")),
            "rows.csv": "指标,数值\n" + lines(n, "数#,12个\n")}


@case(10000)
def lets(n):
    return {"a.pgl": project("数据 数: 累计 个\n" + lines(n, "令 值# = 数 + #个\n"), lines(n, "数量指标 指标# ≥ 10个 取值 值#\n"))}


@case(10000)
def lets_of_one_name(n):
    return {"a.pgl": project(lines(n, "令 值 = #个\n"))}


@case(10000)
def requires(n):
    return {"a.pgl": project(lines(n, "要求 预算 ≥ #元 否则 \"不足\"\n"))}


@case(10000)
def funds(n):
    return {"a.pgl": HEAD + "项目 甲 {\n预算 " + str(n) + "元 {\n" + lines(n, "来源# 1元\n") + "}\n产出指标 { 数量指标 完成数 ≥ 1个 }\n}\n"}


@case(5000)
def budget_adjusted(n):
    return {"a.pgl": HEAD + "项目 甲 {\n预算 1元" + lines(n, " 调整 3月1日 #元 \"改\"") + "\n产出指标 { 数量指标 完成数 ≥ 1个 }\n}\n"}


@case(5000, "check {0}", ROWS)
def checkpoints(n):
    dates = "".join(f"{1 + d // 28}月{1 + d % 28}日 {d // 4}%\n" for d in range(0, 330, 30)) + "12月底 100%\n"
    return {"a.pgl": HEAD + "部门 局 { 预算 1万元 支出计划 {\n" + dates + "}\n" + lines(n, "项目 项# { 预算 1元 支出计划 {\n" + dates + "} }\n") + "}\n",
            "rows.csv": "项目,指标,日期,数值\n" + lines(n, "项#,支出,5月1日,1元\n")}


@case(10000)
def texts(n):
    return {"a.pgl": project(lines(n, "目标 \"第#个目标：完成一批项目\"\n用途 \"用于第#项支出\"\n"))}


@case(2000)
def sections(n):
    return {"a.pgl": HEAD + "项目 甲 {\n预算 1元\n" + lines(n, "分项 部分# { 数据 数#: 累计 个 产出指标 { 数量指标 指标# ≥ 10个 取值 数# } }\n") + "}\n"}


@case(300)
def totals_of_itself(n):
    return {"a.pgl": HEAD + "项目 甲 { 预算 1元 产出指标 {\n" + lines(n, "数量指标 指标# ≥ 10个\n") + "} }\n项目 乙 { 预算 1元 产出指标 {\n"
            + lines(n, "数量指标 指标# ≥ 1分 取值 甲.指标#.得分 + 甲.得分\n") + "} }\n"}


# ---- many of them

@case(10000, "check {0}", ROWS, ROWS_CSV)
def projects(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n") + "}\n",
            "rows.csv": "项目,指标,数值\n" + lines(n, "项#,完成数,12个\n项#,支出,5元\n")}


@case(5000, "check {0}", ROWS)
def departments(n):
    return {"a.pgl": HEAD + lines(n, "部门 局# { 项目 日常 { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 成本指标 率 ≤ 1 取值 日常.支出 / 日常.预算 } } }\n"),
            "rows.csv": "部门,项目,指标,数值\n" + lines(n, "局#,日常,完成数,12个\n局#,日常,支出,5元\n")}


@case(5000)
def departments_reopened(n):
    return {"a.pgl": HEAD + lines(n, "部门 局 { 目标 \"第#个\" 数据 数#: 累计 个 项目 项# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 取值 数# } } }\n")}


@case(5000)
def projects_of_one_name(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项 { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n") + "}\n"}


@case(5000)
def projects_naming_others(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 预算 1万元 数据 数: 累计 个 产出指标 { 数量指标 完成数 ≥ 10个 取值 数 + 项0.数 } }\n")}


@case(5000)
def gathers(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 数据 数: 累计 个 产出指标 { 质量指标 占比 ≥ 1% 取值 数 / 合计(数) } }\n") + "}\n"}


@case(2000)
def gathers_of_many_names(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 数据 数#: 累计 个 产出指标 { 数量指标 总数 ≥ 1个 取值 合计(数#) } }\n") + "}\n"}


@case(2000)
def gathers_in_circles(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 产出指标 { 数量指标 总数 ≥ 1个 取值 合计(总数) } }\n") + "}\n"}


@case(2000)
def gathers_that_differ(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 数据 数: 累计 个 产出指标 { 数量指标 总数 ≥ 1个 取值 合计(数) } }\n")
            + "项目 末 { 数据 数: 累计 元 } }\n"}


@case(2000)
def circles(n):
    return {"a.pgl": project(lines(n, "令 左# = 右# + 1\n令 右# = 左# + 1\n"))}


@case(300, "check {0}")
def circle_of_many(n):
    return {"a.pgl": project("".join(f"令 值{i} = 值{(i + 1) % n} + 1\n" for i in range(n)))}


@case(5000, "check {0}", "test {0}")
def tests(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n测试 \"第#个\" { 项目 项# 设 完成数 = 12个 期望 完成数.达成 }\n")}


@case(2000)
def files(n):
    return {f"f{i}.pgl": f"{HEAD}项目 项{i} {{ 预算 1万元 产出指标 {{ 数量指标 完成数 ≥ 10个 }} }}\n" for i in range(n)}


@case(1000)
def imports(n):
    made = {f"u/f{i}.pgl": f"单位 件{'甲乙丙丁戊己庚辛壬癸'[i % 10] * (1 + i // 10 % 7)}{'子丑寅卯辰巳午未'[i // 70 % 8] * (1 + i // 560)}\n" for i in range(n)}
    made["a.pgl"] = "".join(f'引用 "u/f{i}.pgl"\n' for i in range(n)) + project("")
    return made


def letters(i):
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(c)] for c in f"{i:05}")


@case(5000)
def units(n):
    return {"a.pgl": "".join(f"单位 {letters(i)}件\n" for i in range(n)) + project("", "".join(f"数量指标 指标{i} ≥ 1{letters(i)}件\n" for i in range(n)))}


@case(5000)
def units_of_units(n):
    return {"a.pgl": "单位 零件\n" + "".join(f"单位 {letters(i)}件 = {i + 2}零件\n" for i in range(n)) + project("", "".join(f"数量指标 指标{i} ≥ 1{letters(i)}件/人\n" for i in range(n)))}


@case(5000)
def aliases(n):
    return {"a.pgl": "单位 零件 别名 " + ", ".join(letters(i) + "件" for i in range(n)) + "\n" + project("", "".join(f"数量指标 指标{i} ≥ 1{letters(i)}件\n" for i in range(n)))}


@case(1000)
def rulesets(n):
    return {"a.pgl": HEAD + lines(n, "规则 规# 取自 财预2020 { 执行率 10分 }\n") + lines(n, "项目 项# { 采用 规# 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n")}


@case(2000)
def classes(n):
    return {"a.pgl": HEAD + "规则 规 { 产出指标 100分 { " + ", ".join(f"类{letters(i)}" for i in range(n)) + " } }\n采用 规\n项目 甲 { 产出指标 {\n"
            + "".join(f"类{letters(i)} 指标{i} ≥ 1个\n" for i in range(n)) + "} }\n"}


@case(5000)
def functions(n):
    return {"a.pgl": lines(n, "函数 算#(x) = x + #个\n") + project("数据 数: 累计 个\n", lines(n, "数量指标 指标# ≥ 1个 取值 算#(数)\n"))}


@case(500)
def functions_calling(n):
    return {"a.pgl": "函数 算0(x) = x\n" + "".join(f"函数 算{i}(x) = 算{i // 2}(x)\n" for i in range(1, n)) + project("数据 数: 累计 个\n", f"数量指标 指标 ≥ 1个 取值 算{n - 1}(数)\n")}


@case(5000)
def allows(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 允许 T20 \"有理由\" 允许 W0501 \"有理由\" 预算 1万元 产出指标 { 数量指标 某某# ≥ ?个 } }\n")}


@case(300, "check {0}")
def allows_of_one(n):
    return {"a.pgl": HEAD + lines(n, "允许 T20 \"有理由\"\n") + "项目 甲 { 产出指标 {\n" + lines(n, "数量指标 某某# ≥ ?个\n") + "} }\n"}


@case(1000, "check {0}")
def mappings(n):
    return {"a.pgl": project(lines(n, '实际 "台账#.csv" { 指标 = 列 "指标" 取值 = 列 "数" }\n'))}


@case(300, "eval {0} -q -o {0}/out.json")
def mappings_read(n):
    made = {f"台账{i}.csv": "名,数\n完成数,1个\n" for i in range(n)}
    made["a.pgl"] = project(lines(n, '实际 "台账#.csv" { 指标 = 列 "名" 取值 = 列 "数" }\n'))
    return made


@case(300, "eval {0} -q -o {0}/out.json")
def mapping_columns(n):
    return {"a.pgl": project('实际 "台账.csv" {\n' + lines(n, "指标 指标# = 列 \"第#列\"\n") + "}\n", lines(n, "数量指标 指标# ≥ 1个\n")),
            "台账.csv": ",".join(f"第{i}列" for i in range(n)) + "\n" + ",".join("1个" for i in range(n)) + "\n"}


# ---- findings

BAD = "check --format json {0}"


@case(5000, BAD, "check {0}", "check --format sarif {0}")
def unknown_names(n):
    return {"a.pgl": project(lines(n, "数据 数据第#个: 累计 个\n"), lines(n, "数量指标 指标# ≥ 10个 取值 数据地#个\n"))}


@case(5000, BAD)
def unknown_units(n):
    return {"a.pgl": project("", "".join(f"数量指标 指标{i} ≥ 10{letters(i)}元\n" for i in range(n)))}


@case(2000, BAD)
def unknown_units_among_many(n):
    return {"a.pgl": "".join(f"单位 {letters(i)}件\n" for i in range(n)) + project("", "".join(f"数量指标 指标{i} ≥ 10{letters(i)}伴\n" for i in range(n)))}


@case(2000, BAD)
def unknown_codes(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 允许 X# \"有理由\" 采用 规则第# 预算 1万元 }\n")}


@case(2000, BAD)
def unknown_in_tests(n):
    return {"a.pgl": HEAD + lines(n, "项目 第#项 { 预算 1万元 数据 数#: 累计 个 }\n测试 \"第#个\" { 项目 地#项 设 数# = 12个 期望 数#.达成 }\n")}


@case(5000, BAD)
def unknown_places(n):
    return {"a.pgl": HEAD + lines(n, "项目 第#项 { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10元 取值 地#项.支出 } }\n")}


@case(5000, BAD)
def unknown_functions(n):
    return {"a.pgl": lines(n, "函数 算法第#(x) = x\n") + project("", lines(n, "数量指标 指标# ≥ 10个 取值 算发第#(1个)\n"))}


@case(3000, BAD)
def unknown_classes(n):
    return {"a.pgl": project("", "".join(f"数里指标{letters(i)} 指标{i} ≥ 10个\n" for i in range(n)))}


@case(5000, BAD, "check {0}")
def findings_of_many_kinds(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 预算 3万元 { 财政 1万元 其他 1万元 } 产出指标 { 数量指标 数# 10 时效指标 率# ≥ 120% 成本指标 费# ≤ 3人 取值 支出 } }\n")}


@case(2000, BAD)
def syntax_errors(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 预算 3万元 产出指标 { 数量指标 数# ≥ ≥ 10个 } }\n")}


@case(2000, BAD)
def syntax_left_open(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 预算 3万元 产出指标 { 数量指标 数# ≥ 10个 }\n")}


@case(2000, BAD)
def syntax_strings(n):
    return {"a.pgl": HEAD + lines(n, "项目 项# { 目标 \"没有结束\n预算 3万元 产出指标 { 数量指标 数# ≥ 10个 } }\n")}


@case(20000, BAD)
def one_line(n):
    return {"a.pgl": project("", lines(n, "数量指标 数# ≥ 10 ")).replace("\n", " ")}


@case(20000, BAD)
def bad_bytes(n):
    return {"a.pgl": project("", lines(n, "数量指标 数# ≥ 10个 \x01\n"))}


# ---- rows

@case(20000, ROWS, "eval {0} --actuals {0}/rows.csv --skip-bad-rows --bad-rows {0}/bad.csv -q -o {0}/out.json")
def bad_rows(n):
    return {"a.pgl": HEAD + lines(n, "项目 项目第# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n"),
            "rows.csv": "项目,指标,数值\n" + lines(n, "项目地#,完成数,12个\n项目第#,玩成数,1个\n项目第#,完成数,3人\n项目第#,支出,许多\n")}


@case(5000, ROWS)
def rows_of_departments(n):
    return {"a.pgl": HEAD + "部门 局 { 数据 数: 累计 个\n" + lines(n, "项目 项# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n分项 部分# { 数据 分数#: 累计 个 }\n") + "}\n",
            "rows.csv": "部门,项目,指标,数值\n" + lines(n, "局,,分数#,1个\n局,部分#,分数#,1个\n局,,不认识#,1个\n")}


@case(20000, ROWS)
def rows_of_one(n):
    return {"a.pgl": project("数据 数: 期末 个\n"), "rows.csv": "指标,日期,数值\n" + lines(n, "数,3月1日,#个\n完成数,4月#日,3个\n支出,2021-05-01,0.#元\n")}


@case(2000, ROWS)
def columns(n):
    return {"a.pgl": project(""), "rows.csv": "指标,数值," + ",".join(f"列{i}" for i in range(n)) + "\n完成数,1个" + "," * n + "\n"}


@case(1000, "eval {0} --actuals {0}/rows -q --skip-bad-rows -o {0}/out.json")
def data_files(n):
    made = {f"rows/{i}.csv": f"指标,数值\n数{i},{i}个\n" for i in range(n)}
    made["a.pgl"] = project(lines(n, "数据 数#: 累计 个\n"))
    return made


@case(5000, "audit {0} --actuals {0}/rows.csv -q", "audit {0} --actuals {0}/rows.csv -q --format json")
def audits(n):
    return {"a.pgl": project("", lines(n, "数量指标 指标# ≥ 10个\n")),
            "rows.csv": "指标,数值,分值,得分,偏差原因\n" + lines(n, "指标#,8个,1,1,\n")}


@case(5000, "diff {0}/old {0}/new", "diff {0}/old {0}/new --format json")
def diffs(n):
    def one(k):
        return HEAD + "".join(f"项目 项{i} {{ 预算 {1 + i % k}万元 产出指标 {{ 数量指标 数{i} ≥ {i % k}个 }} }}\n" for i in range(n) if i % k)
    return {"old/a.pgl": one(3), "new/a.pgl": one(5)}


@case(5000, "diff {0}/old {0}/new")
def diffs_in_one(n):
    def one(k):
        return project("", "".join(f"数量指标 数{i} ≥ {i % k}个\n" for i in range(n) if i % k))
    return {"old/a.pgl": one(3), "new/a.pgl": one(5)}


@case(2000, "import {0}/form.html -o {0}/out.pgl")
def forms(n):
    rows = [["项目支出绩效目标表"], ["项目名称", "招商"], ["一级指标", "二级指标", "三级指标", "指标值"]]
    rows += [["产出指标", "数量指标", f"指标{i}", f"≥{i}个"] for i in range(n)]
    page = "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows) + "</table>"
    return {"form.html": page}


@case(5000, "report {0} --actuals {0}/rows.csv -o {0}/form.md --form 自评表", "template {0} -o {0}/t.xlsx", "eval {0} --actuals {0}/rows.csv -q --format junit",
      "eval {0} --actuals {0}/rows.csv -q -o {0}/o.xlsx", "eval {0} --actuals {0}/rows.csv -q -o {0}/o.html", "explain {0} 局.得分", "explain {0} 局.支出 --actuals {0}/rows.csv",
      "eval {0} --actuals {0}/rows.csv -q --what-if 项0.完成数=3个")
def reports(n):
    return {"a.pgl": HEAD + "部门 局 {\n" + lines(n, "项目 项# { 预算 1万元 产出指标 { 数量指标 完成数 ≥ 10个 } }\n") + "}\n",
            "rows.csv": "项目,指标,数值\n" + lines(n, "项#,完成数,12个\n项#,支出,5元\n")}


# ---- measuring

def seconds(command, folder, runs):
    least = None
    for _ in range(runs):
        pid = os.posix_spawn(command[0], command, dict(os.environ, LANG="zh_CN.UTF-8"),
                             file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                                           (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                                           (os.POSIX_SPAWN_OPEN, 2, f"{folder}/.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)])
        _, status, used = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1, 2):
            raise SystemExit(f"{' '.join(command)}: exit {code}\n{Path(folder, '.err').read_text(errors='replace')[:600]}")
        least = used.ru_utime + used.ru_stime if least is None else min(least, used.ru_utime + used.ru_stime)
        if least > 2:
            break
    return least


def measure(pgl, name, scale, runs):
    base, commands, make = CASES[name]
    found = {}
    for size in (1, 2, 4):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in make(int(base * size * scale)).items():
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_text(text, encoding="utf-8")
            for command in commands:
                words = [w.format(folder) for w in command.split()]
                found.setdefault(command, []).append(seconds([str(pgl), *words], folder, runs))
    for command, took in found.items():
        growth = took[2] / max(took[1], 1e-4)
        steep = growth > 2.8 and took[2] > 0.05
        print(f"{'!' if steep else ' '} {name:28} {int(base * scale):6}  {'  '.join(f'{t:7.3f}' for t in took)}   × {growth:4.1f}   {command}", flush=True)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("pgl", type=Path)
    args.add_argument("cases", nargs="*", metavar="CASE")
    args.add_argument("--scale", type=float, default=1)
    args.add_argument("--runs", type=int, default=3)
    args = args.parse_args()
    for name in args.cases or CASES:
        measure(args.pgl.resolve(), name, args.scale, args.runs)


if __name__ == "__main__":
    sys.exit(main())
