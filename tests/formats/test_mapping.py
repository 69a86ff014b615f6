#!/usr/bin/env python3
"""实际: the same ledger in every format, wide tables against long ones with the same values.  usage: test_mapping.py BUILD"""
import csv
import gzip
import io
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from _harness import ENV, PGL, expect, is_static, run_tests  # noqa: E402
from _sheets import sheet, workbook  # noqa: E402

HEAD = """年度 2021
部门 局 {
  项目 甲 {
    预算 10万元
    数据 面积: 累计 平方米
    数据 人数: 期末 人
    数量指标 整治面积 ≥ 10平方米 取值 面积
    数量指标 在册人数 ≥ 10人     取值 人数
    数量指标 检查     ≥ 2次      取值 累计
  }
  项目 乙 {
    预算 20万元
    数据 面积: 累计 平方米
    数量指标 整治面积 ≥ 10平方米 取值 面积
    数量指标 检查     ≥ 2次      取值 累计
  }
}
"""


def run(folder, program, *args, code=None):
    (Path(folder) / "p.pgl").write_text(program, encoding="utf-8")
    done = subprocess.run([PGL, "eval", "p.pgl", "--format", "csv", *args], cwd=folder, capture_output=True, timeout=110, env=ENV)
    out, err = done.stdout.decode(), done.stderr.decode()
    if code is not None:
        assert done.returncode == code, f"exit {done.returncode}, not {code}: {err}"
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    return {f"{r['project']}.{r['name']}": r["actual"] for r in rows if r["kind"] == "project" and r["name"]}, err, rows


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["" if c is None else c for c in row] for row in rows])
    return out.getvalue()


# One ledger: a title, a header of two rows (months over plan and actual), a total.
LEDGER = [["2021年整治台账", None, None, None, None, None],
          ["项目名称", "3月", None, "6月", None, "状态"],
          [None, "计划", "实际（亩）", "计划", "实际（亩）", None],
          ["甲", "1", "3", "2", "1.5", "已审核"],
          ["乙", "9", None, "9", "0.3", "已审核"],
          ["乙", "9", "99", "9", "99", "退回"],
          ["合计", "19", "102", "20", "100.8", None]]
TOLD = """实际 "%s"%s {
  表头 2..3
  项目 = 列 "项目名称"
  指标 = 面积
  日期 = 表头 2
  取值 = 列 "*/实际"
  只取 列 "状态" = "已审核" 且 列 "项目名称" ≠ "合计"
}
"""
WANT = {"甲.整治面积": "3,000平方米", "乙.整治面积": "200平方米"}


def areas(got):
    return {k: v for k, v in got.items() if k.endswith("整治面积")}


def t_every_format(tmp):
    """CSV, TSV, GB18030, gzip, a workbook with merged cells: the same values from the same cells."""
    text = table(LEDGER)
    (tmp / "a.csv").write_text(text, encoding="utf-8")
    (tmp / "b.csv").write_bytes(text.encode("gb18030"))
    (tmp / "c.tsv").write_text(text.replace(",", "\t"), encoding="utf-8")
    (tmp / "d.csv.gz").write_bytes(gzip.compress(text.encode()))
    workbook(tmp / "e.xlsx", {"说明": sheet([["别的"]]), "台账": sheet(LEDGER, merges=("A1:F1", "B2:C2", "D2:E2", "A2:A3", "F2:F3"))})
    for name, inside in (("a.csv", ""), ("b.csv", ""), ("c.tsv", ""), ("d.csv.gz", ""), ("e.xlsx", ' 表 "台*"')):
        got, err, rows = run(tmp, HEAD + TOLD % (name, inside), code=2)
        expect(areas(got), WANT)
        assert not err, (name, err)
        where = {r["project"]: r["evidence"].split("!")[-1].split(":")[-1] for r in rows if r["name"] == "整治面积"}
        assert {k: v.split("; ")[0] for k, v in where.items()} == {"甲": "4", "乙": "5"}, (name, where)


def t_sheets(tmp):
    """A sheet a project, named by a pattern; the others are not read; one that is missing is told."""
    data = [["日期", "检查次数"], ["3月", "2次"], ["6月", "1次"]]
    workbook(tmp / "a.xlsx", {"目录": sheet([["无"]]), "甲": sheet(data), "乙": sheet(data[:2])})
    told = '实际 "a.xlsx" 表 甲, 乙 {\n  项目 = 表名\n  日期 = 列 "日期"\n  指标 检查 = 列 "检查次数"\n}\n'
    got, err, _ = run(tmp, HEAD + told)
    expect({k: v for k, v in got.items() if k.endswith("检查")}, {"甲.检查": "3次", "乙.检查": "2次"})
    got, err, _ = run(tmp, HEAD + told.replace("甲, 乙", "甲, 丙"), code=2)
    assert "E0754" in err and "目录、甲、乙" in err, err


def t_sheet_in_the_usual_form(tmp):
    """Without { }: the usual headers, of this sheet only, of this project."""
    rows = [["指标", "数值"], ["检查", "5次"]]
    workbook(tmp / "a.xlsx", {"6月": sheet(rows), "旧": sheet([["指标", "数值"], ["检查", "100次"]])})
    program = HEAD.replace("  项目 乙 {\n", '  项目 乙 {\n    实际 "a.xlsx" 表 "6月"\n')
    got, err, _ = run(tmp, program)
    expect({k: v for k, v in got.items() if k.endswith("检查")}, {"乙.检查": "5次"} | {"甲.检查": got["甲.检查"]})
    assert "5" not in got["甲.检查"] and not err, (got, err)


def t_json(tmp):
    """Keys are headers; 表 is the key that holds the list; keys may come late."""
    rows = [{"项目名称": "甲", "人数": 12}, *({"项目名称": "甲", "状态": "退回", "人数": 7} for _ in range(150)),
            {"项目名称": "甲", "状态": "已审核", "人数": 15.0, "新键": "x", "月": "9月"}]
    told = '实际 "%s"%s {\n  项目 = 列 "项目名称"\n  指标 人数 = 列 "人数"\n  只取 列 "状态" = "已审核"\n}\n'
    (tmp / "a.json").write_text(json.dumps({"说明": "x", "data": rows, "more": []}, ensure_ascii=False), encoding="utf-8")
    (tmp / "b.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    for name, inside in (("a.json", " 表 data"), ("b.jsonl", "")):
        got, err, _ = run(tmp, HEAD + told % (name, inside))
        assert got["甲.在册人数"] == "15人" and not err, (name, got, err)
    _, err, _ = run(tmp, HEAD + told % ("a.json", " 表 列表"), code=2)
    assert "E0754" in err, err


def t_database(tmp):
    """A table of SQLite by 表, or the answer to a query; a table that is not there is told with those that are."""
    if is_static():
        return "skipped: a static program"
    db = sqlite3.connect(tmp / "账.db")
    db.execute("CREATE TABLE 检查记录 (项 TEXT, 次 INTEGER, 状态 TEXT)")
    db.execute("CREATE TABLE 别的 (x TEXT)")
    db.executemany("INSERT INTO 检查记录 VALUES (?, ?, ?)", [("甲", 3, "是"), ("乙", 4, "否"), ("甲", 5, None), ("乙", 6, "是")])
    db.commit()
    db.close()
    told = '实际 "账.db%s"%s {\n  项目 = 列 "项"\n  指标 检查 = 列 "次"\n  只取 列 "状态" ≠ "否"\n}\n'
    want = {"甲.检查": "8次", "乙.检查": "6次"}
    for question, inside in (("", " 表 检查记录"), ("", ' 表 "检查*"'), ("?table=检查记录", ""), ("?query=SELECT * FROM 检查记录", "")):
        got, err, _ = run(tmp, HEAD + told % (question, inside))
        assert not err, (question, inside, err)
        expect({k: v for k, v in got.items() if k.endswith("检查")}, want)
    got, err, _ = run(tmp, HEAD + told % ("", ""), "--actuals", "账.db?table=检查记录")
    expect({k: v for k, v in got.items() if k.endswith("检查")}, want)
    assert "E0754" in run(tmp, HEAD + told % ("", " 表 检查"), code=2)[1]
    assert "E0753" in run(tmp, HEAD + told.replace("账", "没有") % ("?table=x", ""), code=2)[1]


def t_given(tmp):
    """--actuals: only what is given is read; a mapping holds for paths that end in its name."""
    (tmp / "旧").mkdir()
    (tmp / "台账.csv").write_text("名,次数\n甲,1次\n", encoding="utf-8")
    (tmp / "旧" / "台账.csv").write_text("名,次数\n甲,7次\n", encoding="utf-8")
    (tmp / "x.csv").write_text("项目,指标,数值\n乙,检查,4次\n", encoding="utf-8")
    told = HEAD + '实际 "台账.csv" {\n  项目 = 列 名\n  指标 检查 = 列 次数\n}\n'
    checks = lambda got: {k: v for k, v in got.items() if k.endswith("检查") and v.endswith("次")}  # noqa: E731
    expect(checks(run(tmp, told)[0]), {"甲.检查": "1次"})
    expect(checks(run(tmp, told, "--actuals", "旧/台账.csv", "--actuals", "x.csv")[0]), {"甲.检查": "7次", "乙.检查": "4次"})
    got, err, _ = run(tmp, told, "--actuals", "x.csv")
    expect(checks(got), {"乙.检查": "4次"})
    assert "W0759" in err, err


def t_wide_is_long(tmp):
    """Random values: as a long table, a column a month, a column an indicator, and with both across."""
    for seed in range(6):
        rng = random.Random(seed)
        names, months = {"面积": "平方米", "检查": "次"}, range(1, 13)
        values = {(p, n, m): f"{rng.randint(0, 9999) / 8}" for p in "甲乙" for n in names for m in months if rng.random() < 0.8}
        (tmp / "long.csv").write_text(table([["项目", "指标", "日期", "数值"]] + [[p, n, f"{m}月", v] for (p, n, m), v in values.items()]),
                                      encoding="utf-8")
        (tmp / "months.csv").write_text(table([["项", "哪个", *(f"{m}月" for m in months)]] + [
            [p, n, *(values.get((p, n, m)) for m in months)] for p in "甲乙" for n in names]), encoding="utf-8")
        (tmp / "names.csv").write_text(table([["备注", "时间", "项目", *(f"{n}（{u}）" for n, u in names.items())]] + [
            ["x", f"2021年{m}月", p, *(values.get((p, n, m)) for n in names)] for p in "甲乙" for m in months]), encoding="utf-8")
        (tmp / "both.csv").write_text(table([["", *(f"{m}月" for m in months for _ in names)], ["项目", *(n for _ in months for n in names)]] + [
            [p, *(values.get((p, n, m)) for m in months for n in names)] for p in "甲乙"]), encoding="utf-8")
        (tmp / "projects.csv").write_text(table([["指标", "月份", "甲", "乙"]] + [
            [n, f"{m}月", *(values.get((p, n, m)) for p in "甲乙")] for n in names for m in months]), encoding="utf-8")
        last = 1 + len(months) * len(names)
        ways = {
            "months.csv": '  项目 = 列 "项"\n  指标 = 列 2\n  日期 = 表头\n  取值 = 列 "1月".."12月"\n',
            "names.csv": '  项目 = 列 "项目"\n  日期 = 列 "时间"\n  指标 面积 = 列 "面积"\n  指标 检查 = 列 E 单位 次\n',
            "both.csv": f'  表头 1..2\n  项目 = 列 "项目"\n  日期 = 表头 1\n  指标 = 表头 2\n  取值 = 列 2..{last}\n',
            "projects.csv": '  指标 = 列 "指标"\n  日期 = 列 "月份"\n  项目 = 表头\n  取值 = 列 "甲".."乙"\n',
        }
        ways["names.csv "] = ways["names.csv"].replace('  日期 = 列 "时间"\n', "").replace("指标", "日期 12月 指标", 1).replace(
            "指标 检查", "指标 检查 日期 12月")  # sums do not mind the day
        want, err, _ = run(tmp, HEAD, "--actuals", "long.csv")
        assert not err and want["甲.整治面积"].endswith("平方米"), err
        for name, told in ways.items():
            got, err, _ = run(tmp, HEAD + f'实际 "{name.strip()}" {{\n{told}}}\n')
            assert not err, (seed, name, err)
            expect(got, want)


def t_filters(tmp):
    """= ≠ with lists, numbers by value, blanks, 且, several 只取; rows told."""
    rows = [["甲", "1次", "已审核", "1,000"], ["甲", "2次", " 已审核 ", "2000.0"], ["甲", "4次", "退回", "3000"], ["甲", "8次", "", "x"],
            ["甲", "16次", "已备案", ""]]
    (tmp / "a.csv").write_text(table([["项目", "次数", "状态", "金额"]] + rows), encoding="utf-8")
    for told, want in (('列 "状态" = "已审核"', 3), ('列 状态 = 已审核, 已备案', 19), ('列 状态 ≠ "已审核", "退回"', 24), ('列 状态 = ""', 8),
                       ('列 状态 ≠ "" 且 列 金额 ≠ ""', 7), ('列 金额 = 2000', 2), ('列 金额 = 1000, 3000', 5), ('列 金额 ≥ 2000', 6),
                       ('列 金额 > 2000', 4), ('列 金额 < 2000', 1), ('列 4 ≤ 2000\n  只取 列 C = 已审核 且 列 2 ≠ "1次"', 2)):
        got, err, _ = run(tmp, HEAD + f'实际 "a.csv" {{\n  项目 = 列 "项目"\n  指标 检查 = 列 "次数"\n  只取 {told}\n}}\n')
        assert got["甲.检查"] == f"{want}次" and not err, (told, got["甲.检查"], err)
    for rows_told, want in (("行 3..4", 6), ("行 5..", 24), ("行 2..2", 1)):
        got, err, _ = run(tmp, HEAD + f'实际 "a.csv" {{\n  {rows_told}\n  项目 = 列 "项目"\n  指标 检查 = 列 "次数"\n}}\n')
        assert got["甲.检查"] == f"{want}次" and not err, (rows_told, got, err)
    (tmp / "b.csv").write_text("甲,3次\n甲,4次\n", encoding="utf-8")  # no header at all
    got, err, _ = run(tmp, HEAD + '实际 "b.csv" {\n  行 1..\n  项目 = 列 1\n  指标 检查 = 列 2\n}\n')
    assert got["甲.检查"] == "7次" and not err, (got, err)


def t_blank(tmp):
    """A blank cell of one column of values is a row without a value; of several it is no row."""
    (tmp / "a.csv").write_text("项目,日期,人数,次数\n甲,6月,12,1次\n甲,9月,,2次\n", encoding="utf-8")
    one = '实际 "a.csv" {\n  项目 = 列 "项目"\n  日期 = 列 "日期"\n  指标 人数 = 列 "人数"\n}\n'
    got, err, _ = run(tmp, HEAD + one)
    assert not got["甲.在册人数"] and not err, (got, err)
    got, err, _ = run(tmp, HEAD + one.replace("}", '  指标 检查 = 列 "次数"\n}'))
    assert (got["甲.在册人数"], got["甲.检查"]) == ("12人", "3次") and not err, (got, err)


def t_whose(tmp):
    """Rows are of the project told for their column, of the project or department that the 实际 stands in."""
    (tmp / "a.csv").write_text("时间,甲,乙\n3月,1次,2次\n6月,3次,4次\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  日期 = 列 "时间"\n  指标 = 检查\n  项目 甲 = 列 2\n  部门 局 项目 乙 = 列 "乙"\n}\n'
    got, err, _ = run(tmp, HEAD + told)
    assert (got["甲.检查"], got["乙.检查"]) == ("4次", "6次") and not err, (got, err)
    (tmp / "a.csv").write_text("名,数\n检查,5次\n在编,7\n", encoding="utf-8")
    program = """年度 2021
部门 局 {
  数据 在编: 期末 人
  分项 人事 { 指标 在编人数 ≥ 5人 取值 在编 }
  项目 甲 { 预算 1万元  数量指标 检查 ≥ 2次 取值 累计 }
  实际 "a.csv" {
    指标 = 列 "名"
    取值 = 列 "数"
  }
}
"""
    got, err, _ = run(tmp, program)  # of the department's one project, or its own
    assert got["甲.检查"] == "5次" and not err, (got, err)


def t_headers(tmp):
    """Cells merged downwards, repeated or not; a header that has a bracket which is no unit; runs that go back."""
    (tmp / "a.csv").write_text("项目,面积,检查\n,面积,检查\n甲,20平方米,2次\n乙,30平方米,4次\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  表头 1..2\n  项目 = 列 "项目"\n  指标 = 表头\n  取值 = 列 2..3\n}\n'
    got, err, _ = run(tmp, HEAD + told)
    assert (got["甲.整治面积"], got["乙.检查"]) == ("20平方米", "4次") and not err, (got, err)
    (tmp / "a.csv").write_text("台账,,\n,6月,9月\n项目,面积,检查\n甲,20平方米,2次\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  项目 = 列 "项目"\n  日期 = 表头 2\n  指标 = 表头 3\n  取值 = 列 2..3\n}\n'
    got, err, _ = run(tmp, HEAD + told)  # the rows of the header follow from those that are taken from
    assert (got["甲.整治面积"], got["甲.检查"]) == ("20平方米", "2次") and not err, (got, err)
    (tmp / "a.csv").write_text("项目,检查（现场）,检查（合计）,面积（公顷）\n甲,2次,9次,3\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  项目 = 列 "项目"\n  指标 检查 = 列 "检查（现场）"\n  指标 面积 = 列 "面积"\n}\n'
    got, err, _ = run(tmp, HEAD + told)
    assert (got["甲.检查"], got["甲.整治面积"]) == ("2次", "30,000平方米") and not err, (got, err)
    got, err, _ = run(tmp, HEAD + told.replace('列 "面积"', '列 "面积" 单位 亩'))  # what is told comes before the header
    assert got["甲.整治面积"] == "2,000平方米" and not err, (got, err)
    assert "E0755" in run(tmp, HEAD + told.replace("（现场）", ""), code=2)[1]
    (tmp / "a.csv").write_text("项目,3月,6月\n甲,1次,2次\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  项目 = 列 "项目"\n  指标 = 检查\n  日期 = 表头\n  取值 = 列 "6月".."3月"\n}\n'
    assert "E0758" in run(tmp, HEAD + told, code=2)[1]


def t_one_column_by_two_names(tmp):
    """列 4, 列 D and 列 "满意人数" may be one column: told where it is declared, with both, the header and the file."""
    (tmp / "a.csv").write_text("台账,,,\n项目,时间,次数,满意人数（人）\n甲,3月,2次,12\n", encoding="utf-8")
    told = '实际 "a.csv" {\n  项目 = 列 "项目"\n  日期 = 列 "时间"\n  指标 人数 = 列 %s\n  指标 检查 = 列 %s\n}\n'
    line = HEAD.count("\n") + 5
    for first, second in (("4", '"满意人数"'), ('"满意人数"', "4"), ("D", "4"), ('"满意*"', "D"), ('"满意人数"', '"满意人数（人）"')):
        _, err, _ = run(tmp, HEAD + told % (first, second), code=2)
        quoted = [f"列 {x}" if x == "4" else '列 "' + x.strip('"').replace("（", "(").replace("）", ")") + '"' for x in (first, second)]
        for part in ("E0748", f"{quoted[0]} 和 {quoted[1]} 是同一列", "“满意人数（人）”", "第 4 列", f"p.pgl:{line}:1", "a.csv",
                     f"另一处写在 p.pgl 第 {line - 1} 行", "1 个错误"):
            assert part in err, (first, second, part, err)
    _, err, _ = run(tmp, HEAD + told % ("2", '"次数"'), code=2)  # a key, and a value
    assert '列 "时间" 和 列 2 是同一列' in err and "1 个错误" in err, err
    got, err, _ = run(tmp, HEAD + told % ("4", '"次数"'))
    assert (got["甲.在册人数"], got["甲.检查"]) == ("12人", "2次") and not err, (got, err)
    wide = '实际 "a.csv" {\n  项目 = 列 "项目"\n  指标 = 检查\n  日期 = 表头\n  取值 = 列 %s\n%s}\n'
    (tmp / "a.csv").write_text("项目,3月,6月\n甲,1次,2次\n", encoding="utf-8")
    for columns, more in (('1.."6月"', ""), ('"3月"..3', '  原因 = 列 C\n'), ('"*月"', "  原因 = 列 2\n")):
        _, err, _ = run(tmp, HEAD + wide % (columns, more), code=2)
        assert err.count("E0748") == 1 and "1 个错误" in err, (columns, err)


def t_header_that_is_no_date(tmp):
    """Told once, at the header's cell, and not again in each row."""
    told = '实际 "a.csv" {\n%s  项目 = 列 "项目"\n  指标 = 检查\n  日期 = 表头%s\n  取值 = 列 2..4\n}\n'
    for bad, code in (("上月", "E0729"), ("13月", "E0728"), ("22-12-31", "E0729"), ("44377", "E0729")):
        (tmp / "a.csv").write_text(f"项目,3月,{bad},9月\n" + "甲,1次,2次,3次\n" * 30, encoding="utf-8")
        _, err, _ = run(tmp, HEAD + told % ("", ""), code=2)
        assert err.count(code) == 1 and "a.csv:1:3" in err and f"“{bad}”" in err and "1 个错误" in err, (bad, err)
        assert f"写在 p.pgl 第 {HEAD.count(chr(10)) + 4} 行" in err, err
        assert ("2021-06-30，" in err or "即 2021-06-30" in err) == (bad == "44377"), err
        (tmp / "a.csv").write_text(f"台账,,,\n,3月,{bad},9月\n项目,次,次,次\n" + "甲,1次,2次,3次\n" * 3, encoding="utf-8")
        _, err, _ = run(tmp, HEAD + told % ("  表头 2..3\n", " 2"), code=2)
        assert err.count(code) == 1 and "a.csv:2:3" in err and "1 个错误" in err, (bad, err)
    (tmp / "a.csv").write_text("项目,上月,上上月,9月\n甲,1次,2次,3次\n", encoding="utf-8")
    _, err, _ = run(tmp, HEAD + told % ("", ""), code=2)
    assert "a.csv:1:2" in err and "a.csv:1:3" in err and "2 个错误" in err, err  # all of them at once


def t_findings(tmp):
    """Bad cells are told at their own cell; a broken line at its place."""
    (tmp / "a.csv").write_text("项目,3月,6月\n甲,x,2次\n丁,1次,1次\n甲,1次,2次,3次\n", encoding="utf-8")
    told = HEAD + '实际 "a.csv" {\n  项目 = 列 "项目"\n  指标 = 检查\n  日期 = 表头\n  取值 = 列 2..3\n}\n'
    _, err, _ = run(tmp, told, code=2)
    for place in ("E0721", "a.csv:2:2", "E0712", "a.csv:3:1", "E0706", "a.csv:4:4"):
        assert place in err, (place, err)
    got, _, _ = run(tmp, told, "--skip-bad-rows")
    assert got["甲.检查"] == "2次", got  # the row with a cell too many is not used at all
    (tmp / "a.csv").write_text("", encoding="utf-8")
    assert "E0702" in run(tmp, told, code=2)[1]
    (tmp / "a.csv").write_text('项目,3月,6月\n甲,"1次,2次\n', encoding="utf-8")
    assert "E0705" in run(tmp, told, code=2)[1]


sys.exit(run_tests(globals()))
