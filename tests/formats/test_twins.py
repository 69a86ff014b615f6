"""Rows of workbooks, databases and JSON go the short way or the long one: both say the same, and the same as of each other.

Tables by chance: names that are unknown, numbers, units and dates of every kind, cells with quotes, line ends and
blanks, rows left out, several headers, merged cells, several sheets.     usage: test_twins.py BUILD
"""
import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import ENV, PGL, run_tests  # noqa: E402
from _sheets import sheet, workbook  # noqa: E402

TUNED = PGL.parent / "tests" / "bench" / "pgl_tuned"
PROGRAM = "年度 2021\n" + "".join("""部门 部门%s {
  项目 项目%s {
    预算 10万元 { 财政资金 10万元 }
    支出计划 { 6月底 50%% 12月底 100%% }
    数据 面积: 累计 平方米
    数据 人数: 期末 人
    数据 用时: 平均 小时
    数量指标 整治面积 ≥ 10平方米 取值 面积
    数量指标 检查 ≥ 2次
    质量指标 合格率 ≥ 80%%
    时效指标 完成时限 12月底前
    质量指标 公示 是
    社会效益指标 群众反映 "明显改善"
    满意度指标 { 服务对象满意度指标 满意人数 ≥ 3人 取值 人数 }
  }
}
""" % (n, n) for n in "甲乙丙")
NAMES = ["面积", "面积", "人数", "用时", "检查", "合格率", "完成时限", "公示", "群众反映", "支出", "整治面积", "面　积", "检查数", "面\"积", ""]
VALUES = ["1", "2.5", "-3", "0.85", "1e3", "12", "12345678901234567890", "3平方米", "0.3亩", "85%", "2万元", "约3", "≥4", "是", "达成", "部分达成 75%",
          "2021-11-30", "", "无", "若干", "1,200", " 7 ", "5\n6", "\"8\"", "4\x1f"]
UNITS = ["", "平方米", "亩", "人", "次", "%", "小时", "分钟", "元", "万元", "万", "某单位", "公顷"]
DATES = ["2021-03-31", "2021年6月", "6月30日", "2020-05-01", "2019-01-01", "2022-01-01", "", "上周", "2021-02-30", "44377", "2021-12-31"]
PROJECTS = ["项目甲", "项目乙", "项目丙", "项目甲 ", "项目丁", "项 目乙", ""]
HEADERS = [["项目", "指标", "日期", "数值", "单位"], ["指标", "数值（万元）", "项目"], ["部门", "项目", "指标", "数值", "日期", "备注", "原因"],
           ["指标", "数值", "单位"], ["项目", "二级指标", "指标", "数值", "单位", "备注"]]
OF = {"项目": PROJECTS, "指标": NAMES, "日期": DATES, "数值": VALUES, "单位": UNITS, "部门": ["部门甲", "部门乙", "部门丙", ""],
      "二级指标": ["数量指标", "质量指标", ""], "备注": ["", "说\"明", "多,列"], "原因": ["", "", "下雨", "分\n行"]}


def table(r, header, n):
    return [[r.choice(OF[h.split("（")[0]]) for h in header] if r.random() < 0.95 else None for _ in range(n)]


def odd_row(r, part):
    if "<row" not in part:
        return part
    return r.choice([part, part, part.replace("<c ", "<c  "), part.replace("<v>", "<v ><!-- -->" if r.random() < 0.1 else "<v >"),
                     part.replace("项目", "项&#x76ee;"), part + "<!-- -->" if r.random() < 0.1 else part]) + "</row>"


def say(f, data, *options):
    done = subprocess.run([TUNED, "eval", "p.pgl", "--actuals", data, "--skip-bad-rows", "--format", "csv", "-o", "out", "--bad-rows", "bad", *options],
                          cwd=f, env=ENV, capture_output=True, timeout=100)
    assert done.returncode in (0, 1, 2), done.stderr.decode()
    return [(f / n).read_text(encoding="utf-8") for n in ("out", "bad")] + [done.stderr.decode()]


def both_ways(f, data, *options):
    short, long = say(f, data, *options), say(f, data, "--one-by-one", *options)
    for name, a, b in zip(("result", "bad rows", "findings"), short, long):
        assert a == b, f"{data}: other {name}\n" + "\n".join(x for x in a.split("\n") if x not in b.split("\n"))[:2000]
    return short



def t_workbooks(f):
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    r = random.Random(7)
    used = 0
    for turn in range(24):
        sheets = {}
        for k in range(r.choice([1, 1, 2, 3])):
            header = r.choice(HEADERS)
            clean = [[c.replace("\x1f", "") for c in row] if row else None for row in table(r, header, r.choice([3, 40, 400]))]
            merges = ["A3:A%d" % r.randrange(4, 9)] if r.random() < 0.3 else []
            sheets["表%d" % k] = sheet([header, *clean], merges=merges)
        odd = {n: "".join(odd_row(r, part) for part in xml.split("</row>")) for n, xml in sheets.items()}
        ways = []
        options = r.choice([(), ("--as-of", "2021-09-30"), ("--columns", "project,name,verdict,actual,score")])
        # As it is; with rows that only the XML reader takes among the others; with all of them such.
        for now in (sheets, odd, {n: xml.replace("<sheetData>", "<sheetData><!-- -->") for n, xml in sheets.items()}):
            workbook(f / "a.xlsx", now)
            ways.append(both_ways(f, "a.xlsx", *options))
        for other in ways[1:]:
            assert other == ways[0], "other rows where they are read as XML"
        used += len(ways[0][1])
    assert used > 10000, "hardly a bad row"


def t_databases_and_json(f):
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    r = random.Random(8)
    for turn in range(12):
        header = r.choice(HEADERS)
        rows = [x for x in table(r, header, 300) if x]
        path = f / ("a%d.db" % turn)
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE t (%s)" % ", ".join('"%s" TEXT' % h for h in header))
            db.executemany("INSERT INTO t VALUES (%s)" % ", ".join("?" * len(header)), rows)
            db.execute("DELETE FROM t WHERE rowid %% %d = 0" % r.choice([2, 17, 1000]))
            left = db.execute("SELECT * FROM t ORDER BY rowid").fetchall()
        (f / "a.jsonl").write_text("".join(json.dumps(dict(zip(header, x)), ensure_ascii=False) + "\n" for x in left), encoding="utf-8")
        (f / "a.json").write_text(json.dumps([dict(zip(header, x)) for x in left]), encoding="utf-8")
        lines = both_ways(f, "a.jsonl")
        array = both_ways(f, "a.json")
        assert [x.split(",")[1:] for x in lines[1].split("\n")] == [x.split(",")[1:] for x in array[1].split("\n")]
        both_ways(f, path.name)


run_tests(globals())
