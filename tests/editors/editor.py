"""What the editors' tests share: the packages, the places of sample.pgl and what stands there, the examples.

A test whose editor is missing says so and passes nothing.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "tests" / "editors" / "sample.pgl"

# (text of the sample with | before a character, what that character belongs to)
CASES = [
    ("|/// 编辑器要", "doc"), ("/// 编辑器|要认出", "doc"), ("|年度 2021", "statement"), ("年度 |2021", "number"),
    ("采用 财|预2020", "plain"), ('引用 "|公式', "string"), ("|单位 标段", "declare"), ("单位 |标段", "unit"),
    ("= |3个 别名", "number"), ("= 3|个 别名", "unit"), ("|别名 包件", "attribute"), ("|函数 人均数", "declare"),
    ("函数 |人均数", "name"), ("总额 |/ 人数", "operator"), ("总额 / |人数", "plain"),
    ("|部门　甲", "declare"), ("部门　|甲办公室", "title"), ("甲办公室　|｛", "bracket"), ("项目：|招商经费", "title"),
    ("|预算 1,500", "statement"), ("预算 1,5|00万元", "number"), ("1,500|万元", "unit"), ("|财政资金 1500", "plain"),
    ("|调整 9月30日", "attribute"), ("调整 9|月30日", "date"), ("1490.|5万元 \"压", "number"),
    ("用途：“组织“线上|”", "string"), ("线上”活|动”", "string"), ("活动” /|/ 全角", "comment"), ("// 全|角", "comment"),
    ("{ 3|月底 25%", "date"), ("月底 25|%", "unit"), ("2021-06|-30 50%", "date"), ("|三季度末 75%", "date"),
    ("75%  年|底 100%", "date"), ("目|标1", "statement"), ("目标|1", "statement"), ("目标2 「二“|甲”」", "string"),
    ("写作 |\\\"招商", "escape"), ("// 不|是注释", "string"), ("|数据 到会客商", "declare"), ("数据 到|会客商:", "name"),
    ("到会客商: |累计 人次", "aggregate"), ("累计 |人次", "unit"), ("期末 元/人|·月", "unit"),
    ("上限 |= 若", "operator"), ("= |若 是", "logic"), ("若 |是 则", "literal"), ("则 |最大(预算", "function"),
    ("|否则 -5", "logic"), ("否则 |-5", "operator"), ("要求 支出 ≤ |预算 且", "plain"), ("|且 非", "logic"),
    ("|执行率 10分", "statement"), ("|产出指标 50分", "class"), ("产出指标 |50分", "number"), ("指标 50|分 {", "unit"),
    ("|数量指标 到会 ", "class"), ("数量指标 |到会 ", "name"), ("到会 不|少于 735", "operator"), ("不少于 |735", "number"),
    ("735 人|次 取值", "unit"), ("|取值 到会客商 依据", "attribute"), ("取值 |到会客商 依据", "plain"),
    ("依据 工|作目标 标记", "plain"), ("数量指标 |不少于一次的活动", "name"), ("活动 |不少于3次", "operator"),
    ("不少于|3次", "number"), ("不少于3|次", "unit"), ("数量指标：|目标 ≥", "name"), ("目标 |≥ ?", "operator"),
    ("≥ |?平方米", "hole"), ("≥ ?平|方米", "unit"), ("合格率、|及时率", "name"), ("20次 |以上", "literal"),
    ("取值 |期末\n", "aggregate"), ("完成时限 |12月底前", "date"), ("12月底|前", "date"), ("|说明 \"按合同", "attribute"),
    ("120元/|人次 取值", "unit"), ("取值 (|合计(支出额", "function"), ("/ |到会客商 评分", "plain"), ("目标值 / |实际)", "plain"),
    ("|社会影响指标", "class"), ("社会影响指标 \"1|2345", "name"), ("招商经费.|执行率\n", "member"), ("|自定的组 5分", "class"),
    ("外地招商 |待定", "literal"), ("|测试 \"一次", "statement"), ("|设 到会客商", "check"), ("|实际 \"台账", "statement"), ("|日期 = 表头", "mapping"), ("到会（人次）\" |单位", "declare"),
    ("|只取 列", "mapping"), ("|期望 到会", "check"),
    ("到会.|达成", "member"), ("截至 2021|年12月31日", "date"), ("|project B", "declare"), ("project |B", "title"),
    ("|measure x", "declare"), ("x: |sum 元", "aggregate"), ("y |at_least", "operator"), ("10次 |value x", "attribute"),
    ("财预2020 {\n  |依据", "attribute"), ("|未达标 正向", "rule"), ("未达标 |正向", "rule"), ("规则 |本级", "name"),
    ("自定指标 |别名", "attribute"),
    ("数量指标, |质量指标", "class"), ("质量指标 |别名", "attribute"), ("且 |非 (执", "logic"), ("非 (|执行率 >", "plain"),
    ("最大(|预算", "plain"), ("人次 |取值 (", "attribute"), ("|取自 财预2020", "rule"),
]


def places(text):
    """(line from 0, its text, column in characters, kind, case) of every case."""
    for case, kind in CASES:
        before, after = case.split("|")
        at = text.find(before + after)
        assert at >= 0, f"not in the sample: {case}"
        at += len(before)
        line = text.count("\n", 0, at)
        column = at - (text.rfind("\n", 0, at) + 1)
        yield line, text.split("\n")[line], column, kind, case


def canonical():
    """Sources in canonical form, which indentation must bring about by itself."""
    files = sorted((ROOT / "examples").rglob("*.pgl")) + sorted((ROOT / "stdlib").glob("*.pgl"))
    return [f for f in files if "build" not in f.parts]


class Run:
    """One test program: counts, prints what failed, ends with the sum."""

    def __init__(self, editor, *programs):
        self.passed = self.failed = 0
        self.build = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build" / "release"
        for program in programs:
            if not shutil.which(program):
                print(f"skipped: {editor} is not installed ({program})")
                self.end()
        self.scratch = tempfile.TemporaryDirectory(prefix="pgl-editors-")
        self.folder = Path(self.scratch.name)
        self.packages = self.folder / "packages"
        subprocess.run([sys.executable, str(ROOT / "tools" / "editors.py"), str(self.packages)], check=True)

    def env(self, **more):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        clean = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        return {**clean, "LC_ALL": "C.UTF-8", "HOME": str(home), "PATH": f"{self.build}:{os.environ.get('PATH', '')}", **more}

    def start(self, args, **how):
        done = subprocess.run(list(map(str, args)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=self.env(), timeout=100, cwd=self.folder, **how)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(what)

    def same(self, what, got, wanted):
        self.check(got == wanted, f"{what}: {got!r}, not {wanted!r}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
