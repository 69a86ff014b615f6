"""JSON and JSON Lines: shapes, exact numbers, places, and what is refused.  usage: test_json.py BUILD"""
import gzip
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import actuals, evaluate, expect, run_tests, spent  # noqa: E402

ROWS = [{"项目": "甲", "指标": "检查", "数值": 3}, {"指标": "面积", "数值": "12.5平方米", "项目": "甲", "备注": None},
        {"项目": "乙", "指标": "检查", "数值": "4次"}, {"项目": "甲", "指标": "公示", "数值": True}]
WANT = {"甲.检查": "3次", "甲.整治面积": "12.5平方米", "乙.检查": "4次", "甲.公示": "是"}


def write(f, name, text):
    (f / name).write_text(text, encoding="utf-8")
    return name


def read(f, name, want=WANT, first=None):
    got, err = actuals(f, name)
    assert not err, err
    expect({k: v[0] for k, v in got.items()}, want)
    if first:
        expect({k: v[1] for k, v in got.items()}, first)


def t_shapes(f):
    places = {"甲.检查": "{}:1", "甲.整治面积": "{}:2", "乙.检查": "{}:3", "甲.公示": "{}:4"}
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS)
    for name, text in {"a.json": json.dumps(ROWS), "b.json": json.dumps({"rows": ROWS, "n": [1, {"x": []}]}),
                       "c.json": json.dumps({"schema": {"a": 1}, "rows": ROWS}), "d.jsonl": lines, "e.ndjson": lines + "\n\n",
                       "f.json": "\ufeff" + json.dumps(ROWS, indent=2), "g": " " + json.dumps(ROWS)}.items():
        read(f, write(f, name, text), WANT, {k: v.format(name) for k, v in places.items()})
    (f / "h.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    read(f, "h.jsonl.gz")


def t_exact_numbers(f):
    """Read from their text: no digit is lost, however many there are."""
    text = '[{"项目":"甲","指标":"支出","数值":0.1},{"项目":"甲","指标":"支出","数值":0.2},{"项目":"甲","指标":"面积","数值":%s}]'
    for number, shown in (("0.30000000000000004", "0.3"), ("1.5e3", "1,500"), ("25E-4", "0.0025"), ("-0", "0")):
        write(f, "a.json", text % number)
        assert spent(f, "a.json") == {"甲": 3000, "乙": None}, spent(f, "a.json")
        assert actuals(f, "a.json")[0]["甲.整治面积"][0] == shown + "平方米", actuals(f, "a.json")


def t_keys_that_come_later(f):
    rows = [{"项目": "甲", "指标": "面积", "数值": 1, f"k{i}": i} for i in range(300)] + [
        {"项目": "甲", "指标": "面积", "数值": 700, "单位": "公顷"}]
    read(f, write(f, "a.json", json.dumps(rows)), {"甲.整治面积": "7,000,300平方米"})


def t_mapped(f):
    """An 实际 declaration names keys as it names columns."""
    import _harness
    program = _harness.PROGRAM
    try:
        _harness.PROGRAM = program + '实际 "账.json" { 项目 = 列 "子项"  指标 = 列 "内容"  取值 = 列 "完成" }\n'
        read(f, write(f, "账.json", json.dumps([{"子项": "甲", "内容": "检查", "完成": 3}, {"子项": "乙", "内容": "检查", "完成": 5}])),
             {"甲.检查": "3次", "乙.检查": "5次"})
    finally:
        _harness.PROGRAM = program


def refused(f, text, code, what="", name="a.json"):
    (f / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    status, err, _ = evaluate(f, "-a", name)
    assert status == 2 and code in err and what in err, f"{text[:60]}: {status}: {err}"


def t_refused(f):
    good = '[{"指标": "检查", "项目": "甲", "数值": 3}]'
    for n in range(1, len(good)):
        refused(f, good[:n].encode("utf-8"), "E077")
    for text, code in (("[1]", "E0772"), ("3", "E0772"), ("[]", "E0772"), ("", "E0772"), ("{}", "E0773"), ('[{"a": 1}]', "E0773"),
                       ('[{"指标": "检查", "数值": 3, "数值": 4}]', "E0774"), ("[{'指标': 3}]", "E0771"),
                       ('[{"指标": NaN}]', "E0771"), ('[{"指标": 01}]', "E0771"), ('[{"指标": .5}]', "E0771"),
                       ('[{"指标": 1.}]', "E0771"), ('[{"指标": +1}]', "E0771"), ('[{"指标": 1,}]', "E0771"), ("[{},]", "E0771"),
                       ('[{"指标" 1}]', "E0771"), ('[{"指标": "\\x"}]', "E0771"), ('[{"指标": "\\ud800"}]', "E0771"),
                       ('[{"指标": "a\nb"}]', "E0771"), ("[" * 100, "E0772"), ('[{"a": ' + "[" * 100, "E0771"), ("[}", "E0771"), ('[{"指标":"a"]', "E0771"),
                       (b'[{"\xd6\xb8\xb1\xea": 1}]', "E0771"), ('[{"指标": tru}]', "E0771")):
        refused(f, text, code)
    refused(f, '[\n{"指标": "检查",\n"数值": 3 "项目": "甲"}]', "E0771", "a.json:3:9")
    refused(f, '[{"指标": "检查", "数值": {"a": [1, 2]}, "项目": "甲"}]', "E0721", "a.json:1")
    refused(f, '[{"指标": "' + "x" * 2_000_000 + '"}]', "E0769")
    refused(f, '[{"指标": "检查", "数值": ' + "1" * 2_000_000 + "}]", "E0769")


def t_its_own_result(f):
    """A result of pgl among the data is no data."""
    _, _, out = evaluate(f, form="json")
    refused(f, out, "E0773")


def t_which_keys(f):
    """What lacks the keys is told with those it has, and the list in which the records may be."""
    rows = '[{"指标": "检查", "项目": "甲", "数值": 3}]'
    for text, keys, lists in (('[{"名字": "检查", "多少": 3}]', "键有：名字、多少", ""), ('{"data": %s}' % rows, "键有：data", "“data”"),
                              ('{"code": 0, "data": %s, "more": []}' % rows, "键有：code、data、more", "“data、more”"), ("{}", "", ""),
                              ('{"a": [1]}\n{"b": [2]}', "键有：a、b", "")):
        (f / "a.json").write_text(text, encoding="utf-8")
        status, err, _ = evaluate(f, "-a", "a.json")
        assert status == 2 and "E0773" in err and keys in err and lists in err, err
        assert ("键有" in err) == bool(keys) and ("rows" in err) == bool(lists) and ("实际" in err) == bool(keys), err
    (f / "a.json").write_text('{"data": %s}' % rows, encoding="utf-8")
    _, err, _ = evaluate(f, "-a", "a.json", LANG="en_US.UTF-8")
    assert "the keys are: data" in err and "“rows”" in err, err
    read(f, write(f, "b.json", '{"rows": %s}' % rows), {"甲.检查": "3次"})
    import _harness
    program = _harness.PROGRAM
    try:
        _harness.PROGRAM = program + '实际 "c.json" 表 "data" { 项目 = 列 "项目"  指标 = 列 "指标"  取值 = 列 "数值" }\n'
        read(f, write(f, "c.json", '{"code": 0, "data": %s, "more": []}' % rows), {"甲.检查": "3次"})
    finally:
        _harness.PROGRAM = program


run_tests(globals())
