"""Workbooks, cell by cell: types, formats, merged cells, headers, forms, and what is refused.  usage: test_xlsx.py BUILD"""
import subprocess
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import ENV, PGL, PROGRAM, actuals, evaluate, expect, run_tests, spent  # noqa: E402
from _sheets import REL, sheet, workbook  # noqa: E402

HEADER = ["项目", "指标", "日期", "数值", "单位"]


def t_types(f):
    """Numbers, shared and inline text, rich text, dates, truth, percentages, a formula's saved value."""
    rows = [HEADER,
            ["甲", ("s", "0"), None, "3"],
            ["甲", "合格率", None, "0.875"],
            ["甲", "完成时限", None, "44530"],
            ["甲", "公示", None, ("b", "1")],
            ["甲", "群众反映", None, ("str", "明显改善")],
            ["甲", "面积", "44377", "12.5", "平方米"]]
    rich = "<r><t>检</t></r><r><rPr><b/></rPr><t>查</t></r><rPh sb='0' eb='1'><t>jian</t></rPh>"
    workbook(f / "a.xlsx", {"台账": sheet(rows, {"D3": 1, "D4": 2, "C7": 2})}, ["0.0%", "yyyy-mm-dd"], [rich])
    got, err = actuals(f, "a.xlsx")
    expect(got, {"甲.检查": ("3次", "台账:2"), "甲.合格率": ("87.5%", "台账:3"), "甲.完成时限": ("2021-11-30", "台账:4"),
                 "甲.公示": ("是", "台账:5"), "甲.群众反映": ("达成", "台账:6"), "甲.整治面积": ("12.5平方米", "台账:7")})
    assert not err, err


def t_date_1904(f):
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "完成时限", None, "43068"]], {"D2": 1})}, ["yyyy-m-d"], date1904=True)
    expect(actuals(f, "a.xlsx")[0], {"甲.完成时限": ("2021-11-30", "台账:2")})


def t_formats_with_units(f):
    rows = [HEADER, ["甲", "支出", None, "12345.6"], ["乙", "支出", None, "1.5"], ["甲", "面积", None, "0.30000000000000004"]]
    workbook(f / "a.xlsx", {"台账": sheet(rows, {"D2": 1, "D3": 2})}, ['0!.0,"万元"', '0.00"万元"'])
    expect(spent(f, "a.xlsx"), {"甲": 12345.6, "乙": 15000})
    expect(actuals(f, "a.xlsx")[0], {"甲.整治面积": ("0.3平方米", "台账:4")})


def t_scaled_without_unit(f):
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "面积", None, "12000", "平方米"]], {"D2": 1})}, ["#,##0,"])
    code, err, _ = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and "E0770" in err and "a.xlsx:台账!D2" in err, err
    rows = [["甲", "面积", None, "12000", "平方米"]] * 30 + [["甲", "面几", None, "1", "平方米"]] * 30
    workbook(f / "b.xlsx", {"台账": sheet([HEADER, *rows], {f"D{r}": 1 for r in range(2, 32)})}, ["#,##0,"])
    code, err, _ = evaluate(f, "-a", "b.xlsx", "--bad-rows", "bad.csv")
    bad = (f / "bad.csv").read_text(encoding="utf-8").splitlines()
    assert bad[1].startswith("b.xlsx,台账,2,4,E0770,") and bad[1].endswith(",12000") and bad[60].startswith("b.xlsx,台账,61,2,E0713,"), bad
    assert code == 2 and len(bad) == 61 and "另有 10 个 E0770 未列出" in err and "60 个错误" in err, err


def t_scaled_under_a_mapping(f):
    import _harness
    program = _harness.PROGRAM
    try:
        _harness.PROGRAM = program + '实际 "a.xlsx" { 项目 = 甲 指标 = 面积 取值 = 列 "多少" 单位 = 平方米 }\n'
        workbook(f / "a.xlsx", {"台账": sheet([["多少"], ["5"], ["12000"]], {"A3": 1})}, ["#,##0,"])
        code, err, _ = evaluate(f)
        assert code == 2 and "缩小显示" in err and "台账!A3" in err, err
    finally:
        _harness.PROGRAM = program


def t_streams(f):
    """200 000 rows, each with a text of its own, in little memory: nothing but the shared strings is kept."""
    n = 200_000
    rows = "".join(f'<row r="{i + 2}"><c r="A{i + 2}" t="s"><v>0</v></c><c r="B{i + 2}" t="s"><v>1</v></c><c r="D{i + 2}"><v>{i}</v></c>'
                   f'<c r="F{i + 2}" t="s"><v>{i + 2}</v></c></row>' for i in range(n))
    strings = ["<t>甲</t>", "<t>面积</t>"] + [f"<t>第{i}条的说明，每条都不一样</t>" for i in range(n)]
    workbook(f / "a.xlsx", {"台账": sheet([[*HEADER, "说明"]]).replace("</sheetData>", rows + "</sheetData>")}, strings=strings)
    (f / "p.pgl").write_text(PROGRAM, encoding="utf-8")
    # Started by a small process: a child's peak counts what its parent had in memory.
    measure = "import os, sys\npid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\nprint(os.wait4(pid, 0)[2].ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", measure, PGL, "eval", f / "p.pgl", "-a", f / "a.xlsx", "-o", f / "out.csv"],
                          env=ENV, capture_output=True, check=True)
    peak = int(done.stdout)
    assert "19,999,900,000平方米" in (f / "out.csv").read_text(encoding="utf-8")
    sanitized = b"__asan_init" in PGL.read_bytes()
    assert sanitized or peak < 60_000, f"{peak} KiB"


def t_percent_of_a_count(f):
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "检查", None, "3"]], {"D2": 1})}, ["0%"])
    code, err, _ = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and "E0724" in err, err


def t_error_cells(f):
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "检查", None, ("e", "#DIV/0!")]])})
    code, err, _ = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and "E0721" in err and "#DIV/0!" in err and "台账!D2" in err, err


def t_merged(f):
    """A project's name over its rows; a merged number counts once; a row of merged cells only is none."""
    rows = [HEADER, ["甲", "面积", None, "5", "平方米"], [None, None, None, "7", "平方米"], [None, "检查", None, "3"], [],
            ["乙", "检查", None, "4"]]
    workbook(f / "a.xlsx", {"台账": sheet(rows, merges=["A2:A5", "B2:B3", "D4:D5"])})
    got, err = actuals(f, "a.xlsx")
    expect(got, {"甲.整治面积": ("12平方米", "台账:2"), "甲.检查": ("3次", "台账:4"), "乙.检查": ("4次", "台账:6")})
    assert not err, err


def t_merged_far_down(f):
    """The list of merged cells wherever it falls in the pieces that are read, with a prefix and without."""
    rows = [HEADER, ["甲", "面积", None, "5", "平方米"], [None, None, None, "7", "平方米"]]
    for at in [*range(65536 - 40, 65536 + 20, 3), 131072 - 60, 131072]:
        xml = sheet(rows, merges=["A2:A3", "B2:B3"])
        if at % 2:
            xml = xml.replace("mergeCell", "x:mergeCell").replace("<worksheet", '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"')
        xml = xml.replace("</row></sheetData>", '<c r="F3" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>')
        pad = at - xml.encode().index(b"<x:mergeCells" if at % 2 else b"<mergeCells") + 2
        workbook(f / "a.xlsx", {"台账": xml % ("m" * pad)}, compression=zipfile.ZIP_STORED)
        expect(actuals(f, "a.xlsx")[0], {"甲.整治面积": ("12平方米", "台账:2")})


def t_several_sheets(f):
    table = sheet([["2021年台账"], None, HEADER, ["甲", "面积", None, "5", "平方米"]])
    notes = sheet([["填表说明"], ["每季度末填报"]])
    more = sheet([["指标", "数值（平方米）", "项目名称"], ["面积", "7", "甲"]])
    workbook(f / "a.xlsx", {"一季度": table, "说明": notes, "二季度": more})
    code, err, out = evaluate(f, "-a", "a.xlsx", form="json")
    assert '"file": "a.xlsx",\n' in out or "a.xlsx" in out
    expect(actuals(f, "a.xlsx")[0], {"甲.整治面积": ("12平方米", "一季度:4")})
    assert '"sheet": "二季度"' in out and '"row": 2' in out, out


def t_hidden_rows(f):
    xml = sheet([HEADER, ["甲", "面积", None, "5"], ["甲", "面积", None, "7"]]).replace('<row r="3">', '<row r="3" hidden="1">')
    workbook(f / "a.xlsx", {"台账": xml})
    expect(actuals(f, "a.xlsx")[0], {"甲.整治面积": ("12平方米", "台账:2")})


def t_two_row_header(f):
    rows = [["项目", "指标", "2021年", None, None], [None, None, "目标值", "实际完成值", "得分"], ["甲", "检查", "≥2次", "3次", "10"]]
    workbook(f / "a.xlsx", {"台账": sheet(rows, merges=["A1:A2", "B1:B2", "C1:E1"])})
    expect(actuals(f, "a.xlsx")[0], {"甲.检查": ("3次", "台账:3")})


def t_values_in_two_columns(f):
    """实际完成值 over 值 and 单位; 预期指标值 has a 值 too, which is none."""
    rows = [["三级指标", "预期指标值", None, "实际完成值", None], [None, "值", "单位", "值", "单位"], ["检查", "2", "次", "3", "次"]]
    workbook(f / "a.xlsx", {"台账": sheet([["项目名称：甲"], *rows], merges=["A2:A3", "B2:C2", "D2:E2"])})
    got, err = actuals(f, "a.xlsx")
    assert "E0704" not in err, err
    expect(got, {"甲.检查": ("3次", "台账:4")})


def t_self_evaluation(f):
    """项目支出绩效自评表 (财预〔2020〕10号): the head names the project, the foot gives the total."""
    rows = [
        ["项目支出绩效自评表"],
        ["（2021年度）"],
        ["项目名称", None, "甲"],
        ["主管部门", None, "某局", None, None, "实施单位", "某科"],
        ["项目资金（万元）", None, None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, None, "年度资金总额", "10", "10", "8.7", "10", "0.87", "8.7"],
        ["年度总体目标", "预期目标", None, None, "实际完成情况"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        [None, "产出指标", "数量指标", "检查", "≥2次", "3次", "20", "20"],
        [None, None, None, "整治面积", "≥10平方米", "12平方米", "20", "20"],
        [None, None, None, "……"],
        [None, None, "质量指标", "合格率", "≥80%", "0.87", "20", "20", "无"],
        ["总分", None, None, None, None, None, "100", "98.7"],
    ]
    workbook(f / "a.xlsx", {"自评表": sheet(rows, {"F12": 1}, ["A1:I1", "A8:A12", "B9:B12", "C9:C11", "A13:F13"])}, ["0%"])
    got, err = actuals(f, "a.xlsx")
    expect(got, {"甲.检查": ("3次", "自评表:9"), "甲.合格率": ("87%", "自评表:12")})  # 整治面积 is computed from 面积
    assert "E07" not in err, err


def t_no_table(f):
    workbook(f / "a.xlsx", {"说明": sheet([["没有表头"]])})
    code, err, _ = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and "E0768" in err, err


def t_other_makers(f):
    """Prefixes, absolute targets, cells without places, capital letters in names, stored parts."""
    table = sheet([HEADER, ["甲", "面积", None, "5", "平方米"]], merges=["A2:A3"])
    for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t", "mergeCells", "mergeCell"):
        table = table.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
    table = table.replace("xmlns=", "xmlns:x=")
    plain = '<worksheet><sheetData><row><c t="inlineStr"><is><t>指标</t></is></c><c t="inlineStr"><is><t>数值</t></is></c></row>' \
            '<row><c t="inlineStr"><is><t>检查</t></is></c><c><v>3</v></c></row></sheetData></worksheet>'
    rels = f'<Relationships><Relationship Id="rId1" Type="{REL}/worksheet" Target="/xl/Worksheets/SHEET1.xml"/>' \
           f'<Relationship Id="rId2" Type="{REL}/worksheet" Target="./worksheets/../worksheets/sheet2.xml"/></Relationships>'
    rels = rels.replace("./worksheets/../", "")
    workbook(f / "a.xlsx", {"一": table, "二": plain.replace("指标</t></is></c>", "指标</t></is></c><c t='inlineStr'><is><t>项目</t></is></c>")
             .replace("检查</t></is></c>", "检查</t></is></c><c t='inlineStr'><is><t>乙</t></is></c>")},
             parts={"xl/_rels/workbook.xml.rels": rels}, compression=zipfile.ZIP_STORED)
    expect(actuals(f, "a.xlsx")[0], {"甲.整治面积": ("5平方米", "一:2"), "乙.检查": ("3次", "二:2")})


def refused(f, code, what=""):
    status, err, _ = evaluate(f, "-a", "a.xlsx")
    assert status == 2 and code in err and what in err, f"{status}: {err}"


def t_refused_kinds(f):
    (f / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le"))
    refused(f, "E0766", "密码")
    (f / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "Workbook".encode("utf-16-le"))
    refused(f, "E0766", "旧版")
    (f / "a.xlsx").write_text("<html><table><tr><td>指标</td></tr></table></html>", encoding="utf-8")
    refused(f, "E0766", "网页")
    for part in ("content.xml", "xl/workbook.bin", "word/document.xml"):
        with zipfile.ZipFile(f / "a.xlsx", "w") as z:
            z.writestr(part, "<x/>")
        refused(f, "E0766")
    with zipfile.ZipFile(f / "a.xlsx", "w") as z:
        z.writestr("readme.txt", "x")
    refused(f, "E0767")


def t_refused_xml(f):
    good = sheet([HEADER, ["甲", "面积", None, "5"]])
    for bad in (good[:-20], good.replace("<worksheet", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet"),
                good.replace("<sheetData>", "<a>" * 300 + "<sheetData>"), good.replace("</row>", "</rows>"),
                good.replace('r="A2"', 'r="A9"'), good.replace('r="B1"', 'r="A1"'), good.replace('<row r="2"', '<row r="0"'),
                good.replace('<row r="2"', '<row r="9999999"')):
        workbook(f / "a.xlsx", {"台账": bad})
        refused(f, "E0767")


def t_bombs(f):
    """Ten thousand to one is no workbook; a text of a megabyte is no cell."""
    rows = "<row><c/></row>" * 8_000_000
    workbook(f / "a.xlsx", {"台账": sheet([HEADER]).replace("</sheetData>", rows + "</sheetData>")})
    refused(f, "E0767", "解开后")
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "检查", None, "9" * 2_000_000]])})
    refused(f, "E0769")
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", ("s", "0"), None, "3"]])}, strings=["<t>" + "长" * 1_000_000 + "</t>"])
    refused(f, "E0769")


def t_cut_anywhere(f):
    workbook(f / "b.xlsx", {"台账": sheet([HEADER, ["甲", "面积", None, "5"]])})
    whole = (f / "b.xlsx").read_bytes()
    (f / "b.xlsx").unlink()
    for n in range(4, len(whole), 37):
        (f / "a.xlsx").write_bytes(whole[:n])
        refused(f, "E0767")


def t_sheets_that_are_not_read(f):
    """A header but for one column is told of; a form of targets, notes and covers are not."""
    workbook(f / "a.xlsx", {"1月": sheet([HEADER, ["甲", "检查", None, None, ("n", "2"), "次"]]),
                            "2月": sheet([["台账"], ["项目", "指标", "完成数量"], ["甲", "检查", ("n", "3")]]),
                            "3月": sheet([["项目", "考核指标", "数值"], ["甲", "检查", ("n", "3")]]),
                            "目标": sheet([["项目名称", "甲", "主管部门", "某局"], ["二级指标", "三级指标", "指标值"], ["数量指标", "检查", "≥2次"]]),
                            "说明": sheet([["指标", "说明"], ["检查", "现场"]])})
    code, err, out = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and err.count("W0793") == 2 and out, err
    assert "a.xlsx:2月!2" in err and "完成值、" in err and "a.xlsx:3月!1" in err and "三级指标、" in err, err


def t_numbers_of_many_digits(f):
    workbook(f / "a.xlsx", {"台账": sheet([HEADER, ["甲", "面积", None, "1" * 10_000, "平方米"], ["甲", "检查", None, ("n", "1E+999")]])})
    code, err, _ = evaluate(f, "-a", "a.xlsx")
    assert code == 2 and "E0721" in err and "D3" in err and "D2" not in err, err


run_tests(globals())
