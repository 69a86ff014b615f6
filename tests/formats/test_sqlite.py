"""SQLite files: tables found, named and asked for, values of every type, damage.  usage: test_sqlite.py BUILD"""
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import actuals, evaluate, expect, run_tests, spent  # noqa: E402

TABLE = 'CREATE TABLE 实际 (项目 TEXT, 指标 TEXT, 数值, 单位 TEXT, 日期 TEXT)'
ROWS = [("甲", "检查", 3, None, None), ("甲", "面积", 0.1 + 0.2, "平方米", None), ("甲", "合格率", "87%", None, "2021-12-01"),
        ("乙", "检查", 4, "次", None)]


def database(f, name="账.db", *more):
    db = sqlite3.connect(f / name)
    db.execute(TABLE)
    db.executemany("INSERT INTO 实际 VALUES (?, ?, ?, ?, ?)", ROWS)
    for sql in more:
        db.execute(sql)
    db.commit()
    db.close()
    return name


WANT = {"甲.检查": ("3次", "实际:1"), "甲.整治面积": ("0.3平方米", "实际:2"), "甲.合格率": ("87%", "实际:3"), "乙.检查": ("4次", "实际:4")}


def t_by_itself(f):
    database(f, "账.db", "CREATE TABLE 说明 (内容 TEXT)", "CREATE VIEW 全部 AS SELECT * FROM 实际")
    got, err = actuals(f, "账.db")
    assert not err, err
    expect(got, WANT)
    (f / "无扩展名").write_bytes((f / "账.db").read_bytes())
    expect(actuals(f, "无扩展名")[0], WANT)


def t_named(f):
    database(f, "账.db", "CREATE TABLE t2 AS SELECT * FROM 实际", "CREATE VIEW v AS SELECT * FROM 实际 WHERE 项目 = '乙'",
             'CREATE TABLE "a ""b" (指标 TEXT PRIMARY KEY, 项目 TEXT, 数值 TEXT) WITHOUT ROWID',
             """INSERT INTO "a ""b" VALUES ('检查', '乙', '9次')""")
    expect(actuals(f, "账.db?table=实际")[0], WANT)
    expect(actuals(f, "账.db?table=%E5%AE%9E%E9%99%85")[0], WANT)
    expect(actuals(f, "账.db?table=v")[0], {"乙.检查": ("4次", "v:1")})
    expect(actuals(f, '账.db?table=a "b')[0], {"乙.检查": ("9次", 'a "b:1')})
    expect({k: v[0] for k, v in actuals(f, "账.db?query=SELECT 指标, 数值, 单位, 项目 FROM 实际 WHERE 数值 <> 3")[0].items()},
           {"甲.整治面积": "0.3平方米", "甲.合格率": "87%", "乙.检查": "4次"})


def t_exact(f):
    database(f, "账.db", "DELETE FROM 实际", "INSERT INTO 实际 VALUES ('甲', '支出', 0.1, '万元', NULL)",
             "INSERT INTO 实际 VALUES ('甲', '支出', 0.2, '万元', NULL)", "INSERT INTO 实际 VALUES ('甲', '面积', '0.12345678901234567890', '公顷', NULL)")
    assert spent(f, "账.db") == {"甲": 3000, "乙": None}
    assert actuals(f, "账.db")[0]["甲.整治面积"][0] == "1,234.567890123457平方米", actuals(f, "账.db")


def t_truth(f):
    database(f, "账.db", "CREATE TABLE b (项目 TEXT, 指标 TEXT, 数值 BOOLEAN)", "INSERT INTO b VALUES ('甲', '公示', 1)")
    expect(actuals(f, "账.db?table=b")[0], {"甲.公示": ("是", "b:1")})


def t_log_not_yet_in_the_file(f):
    db = sqlite3.connect(f / "账.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(TABLE)
    db.executemany("INSERT INTO 实际 VALUES (?, ?, ?, ?, ?)", ROWS)
    db.commit()
    expect(actuals(f, "账.db")[0], WANT)
    db.close()


def t_standard_input(f):
    database(f)
    (f / "x.sh").write_text("")
    import subprocess
    from _harness import ENV, PGL
    evaluate(f)
    done = subprocess.run([PGL, "eval", "p.pgl", "-a", "-", "--format", "csv"], cwd=f, input=(f / "账.db").read_bytes(), capture_output=True, env=ENV)
    assert "87%" in done.stdout.decode(), done.stderr.decode()


def refused(f, name, code, what=""):
    status, err, _ = evaluate(f, "-a", name)
    assert status == 2 and code in err and what in err, f"{status}: {err}"


def t_refused(f):
    database(f, "账.db", "CREATE TABLE 说明 (内容 TEXT)")
    for name, near in (("没有", ""), ("实际数", "是“实际”吗"), ("没'有\"", "")):
        status, err, _ = evaluate(f, "-a", f"账.db?table={name}")
        assert status == 2 and "E0777" in err and f"没有“{name}”这张表" in err and "有：实际、说明" in err and near in err, err
        assert f"no such table: {name}" in err and ("吗" in err) == bool(near), err
    _, err, _ = evaluate(f, "-a", "账.db?table=实际数", LANG="en_US.UTF-8")
    assert "has no table “实际数”" in err and "there are: 实际、说明" in err and "did you mean “实际”?" in err, err
    database(f, "断.db", "CREATE VIEW 断 AS SELECT * FROM 走了")
    refused(f, "断.db?table=断", "E0775", "走了")
    refused(f, "账.db?table=说明", "E0703")
    refused(f, "账.db?query=SELECT", "E0775")
    refused(f, "账.db?query=DELETE FROM 实际", "E0775")
    refused(f, "账.db?query=SELECT 1; SELECT 2", "E0775")
    database(f, "空.db", "DROP TABLE 实际", "CREATE TABLE 说明 (内容 TEXT)")
    refused(f, "空.db", "E0777", "说明")
    database(f, "长.db", "INSERT INTO 实际 VALUES ('甲', '检查', hex(zeroblob(1000000)), '', '')")
    refused(f, "长.db", "E0769")
    database(f, "坏字.db", "INSERT INTO 实际 VALUES ('甲', CAST(x'd6b8b1ea' AS TEXT), 1, '', '')")
    refused(f, "坏字.db", "E0778")
    database(f, "二进制.db", "INSERT INTO 实际 VALUES ('甲', '检查', x'00ff', '', '')")
    refused(f, "二进制.db", "E0721", "BLOB")


def t_damage(f):
    """Cut or overwritten anywhere: never a crash, never a result from half a table in silence."""
    database(f)
    whole = (f / "账.db").read_bytes()
    for n in list(range(16, 200, 23)) + list(range(200, len(whole), 1531)):
        (f / "账.db").write_bytes(whole[:n])
        status, err, _ = evaluate(f, "-a", "账.db")
        assert status == 2 and ("E0775" in err or "E0777" in err), f"{n}: {status} {err}"
    for n in range(100, len(whole), 97):
        (f / "账.db").write_bytes(whole[:n] + b"\xff" * 16 + whole[n + 16:])
        status, err, _ = evaluate(f, "-a", "账.db")
        assert status in (0, 1, 2) and "pgl:" not in err, f"{n}: {status} {err}"


run_tests(globals(), loads=True)
