"""What the formats need while they are read: not more for more rows.  usage: test_memory.py BUILD

Sizes are chosen so that a copy of the rows would show; of shared strings a workbook's reader needs the text once.
"""
import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import ENV, PGL, run_tests  # noqa: E402
from _sheets import NS, sheet, workbook  # noqa: E402

SANITIZED = b"__asan_init" in PGL.read_bytes()
PROGRAM = """年度 2021
项目 甲 {
  数据 面积: 累计 平方米
  数据 人数: 累计 人
  数量指标 整治面积 ≥ 1平方米 取值 面积
  数量指标 受益人数 ≥ 1人     取值 人数
}
"""
# Started by a small process: a child's peak counts what its parent had in memory.
MEASURE = "import os, sys\npid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\nprint(os.wait4(pid, 0)[2].ru_maxrss)"


def peak(f, most, *options, program=PROGRAM, want="整治面积"):
    """The result's line of an indicator; its run took at most so many MiB."""
    (f / "p.pgl").write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", MEASURE, PGL, "eval", "p.pgl", *options, "-o", "out.csv", "--quiet", "--skip-bad-rows"],
                          cwd=f, env=ENV, capture_output=True, check=True)
    used = int(done.stdout) / 1024
    assert SANITIZED or used < most, f"{used:.0f} MiB, more than {most}"
    lines = (f / "out.csv").read_text(encoding="utf-8").splitlines()
    print(f"{used:.0f} MiB", *options)
    return next(x for x in lines if want in x)


def rows_of(path, n, row, shared=None):
    """A workbook of n rows, each as row(i) has it, made in pieces; shared(i): its strings."""
    workbook(path, {"台账": ""}, strings=["x"], parts={"xl/worksheets/sheet1.xml": None, "xl/sharedStrings.xml": None})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            out.write(sheet([["项目", "指标", "数值", "单位", "备注"]]).split("</sheetData>")[0].encode())
            for i in range(2, n + 2, 1000):
                out.write("".join(row(k) for k in range(i, min(i + 1000, n + 2))).encode())
            out.write(b"</sheetData></worksheet>")
        with z.open("xl/sharedStrings.xml", "w", force_zip64=True) as out:
            out.write(f"<sst {NS}>".encode())
            for i in range(0, shared[0] if shared else 0, 1000):
                out.write("".join(f"<si><t>{shared[1](k)}</t></si>" for k in range(i, min(i + 1000, shared[0]))).encode())
            out.write(b"</sst>")


N = 100_000 if SANITIZED else 1_000_000


def t_shared_strings(f):
    """A million rows, in each a project's name and a note of its own as shared strings."""
    def text(i):
        return "甲" if i == 0 else "面积" if i == 1 else f"{i % 999}区第{i}号整治项目"
    rows_of(f / "a.xlsx", N, lambda r: f'<row r="{r}"><c r="A{r}" t="s"><v>{2 * (r - 2) + 2 if r % 10 else 0}</v></c><c r="B{r}" t="s"><v>1</v></c>'
            f'<c r="C{r}"><v>2</v></c><c r="E{r}" t="s"><v>{2 * (r - 2) + 3}</v></c></row>', (2 * N + 2, text))
    assert f"{N // 10 * 2:,}平方米" in peak(f, 300, "-a", "a.xlsx")


def t_long_shared_strings(f):
    """Long notes: sixteen megabytes of them."""
    rows_of(f / "a.xlsx", N // 10, lambda r: f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c><c r="B{r}" t="s"><v>1</v></c><c r="C{r}"><v>2</v></c>'
            f'<c r="E{r}" t="s"><v>{r % 100_000}</v></c></row>',
            (max(N // 10, 100_000), lambda i: "甲" if i == 0 else "面积" if i == 1 else f"{i}" + "整治情况说明" * 30))
    assert f"{N // 10 * 2:,}平方米" in peak(f, 300, "-a", "a.xlsx")


def t_inline_strings(f):
    """A million rows whose texts stand in their cells."""
    rows_of(f / "a.xlsx", N, lambda r: f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{"甲" if r % 10 == 0 else f"第{r}号项目"}</t></is></c>'
            f'<c r="B{r}" t="inlineStr"><is><t>面积</t></is></c><c r="C{r}"><v>2</v></c>'
            f'<c r="E{r}" t="inlineStr"><is><t>第{r}条说明</t></is></c></row>')
    assert f"{N // 10 * 2:,}平方米" in peak(f, 60, "-a", "a.xlsx")


def t_wide_table(f):
    """Two indicators a row: places of rows take no memory either."""
    with open(f / "w.csv", "w", encoding="utf-8") as out:
        out.write("日,面,空,人\n")
        for _ in range(N // 100):
            out.write("6月,1,,2\n" * 100)
    told = PROGRAM + '实际 "w.csv" { 日期 = 列 "日" 指标 面积 = 列 "面" 指标 人数 = 列 "人" }\n'
    line = peak(f, 40, program=told, want="受益人数")
    assert f"{2 * N:,}人" in line and f"{N},w.csv:2; w.csv:3; w.csv:4" in line, line


def t_json(f):
    """Records one a line, in a list, in an envelope, packed: one of them at a time."""
    row = '{"指标": "面积", "数值": 1, "单位": "平方米", "备注": "城东第一小学"}'
    for name, head, between, end in (("a.jsonl", "", "\n", "\n"), ("a.json", "[", ",\n", "]"), ("b.json", '{"rows": [', ",\n", '], "n": 1}')):
        with open(f / name, "w", encoding="utf-8") as out:
            out.write(head + between.join([row] * (N // 4)) + end)
        assert f"{N // 4:,}平方米" in peak(f, 20, "-a", name)
    (f / "a.jsonl.gz").write_bytes(gzip.compress((f / "a.jsonl").read_bytes(), 1))
    assert f"{N // 4:,}平方米" in peak(f, 20, "-a", "a.jsonl.gz")


def t_bad_rows(f):
    """Rows that are too wide, whoever reads them: the first twenty are told, the others counted."""
    (f / "w.csv").write_text("指标,数值\n面积,1\n" + "面积,1,2\n" * (N // 4), encoding="utf-8")
    for told in "", '实际 "w.csv" { 指标 = 列 "指标" 取值 = 列 "数值" }\n':
        assert "1平方米" in peak(f, 20, "-a", "w.csv", "-j", "2", program=PROGRAM + told)


if __name__ == "__main__":
    run_tests(globals())
