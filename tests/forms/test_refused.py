"""Damaged and hostile files are refused as a whole, with a message, quickly, and nothing is written; names and texts of a
form cannot become statements.  usage: test_refused.py BUILD
"""
import io
import os
import resource
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from builds import is_static

HERE = Path(__file__).resolve().parent
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BOOK = '<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
LINKS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>{}</Relationships>'
ROWS = ("项目名称", "路灯"), ("三级指标", "指标值"), ("改造路灯", "≥100盏")


def inline(name, text):
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows=ROWS, more=""):
    body = "".join(f'<row r="{r}">' + "".join(inline(f"{chr(65 + c)}{r}", t) for c, t in enumerate(row)) + "</row>"
                   for r, row in enumerate(rows, 1))
    return f"<worksheet><sheetData>{body}{more}</sheetData></worksheet>"


def package(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return out.getvalue()


def book(data=None, links="", **more):
    return package({"[Content_Types].xml": TYPES, "xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": LINKS.format(links),
                    "xl/worksheets/sheet1.xml": data or sheet(), **more})


def document(body, **more):
    return package({"[Content_Types].xml": TYPES, "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>', **more})


def outside(kind):
    return f'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="http://example.org/x" TargetMode="External"/>'


TABLE = "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in row) + "</w:tr>"
                            for row in ROWS) + "</w:tbl>"
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "' + "x" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '"><!ENTITY d "' + "&c;" * 50 + '">]>'


def hostile():
    """(name, bytes, the code expected)."""
    good = (HERE / "cases" / "03.xlsx").read_bytes()
    plan = (HERE / "gaoxin" / "form.docx").read_bytes()
    for kind, data in (("xlsx", good), ("docx", plan)):
        for i in range(1, 12):
            yield f"cut-{i}.{kind}", data[:len(data) * i // 12], "E0811"
        for i in range(6):
            at = len(data) * (2 * i + 1) // 13
            yield f"flipped-{i}.{kind}", data[:at] + bytes(b ^ 0x5A for b in data[at:at + 40]) + data[at + 40:], None
    zeros = b" " * (200 << 20)
    yield "bomb.xlsx", book(b"<worksheet>" + zeros + b"</worksheet>"), "E0812"
    yield "bomb.docx", package({"word/document.xml": b"<w:document>" + zeros + b"</w:document>"}), "E0812"
    yield "far-row.xlsx", book(sheet(more='<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), "E0812"
    yield "far-column.xlsx", book(sheet(more='<row r="9"><c r="XFD9"><v>1</v></c></row>')), "E0812"
    yield "wide.txt", "\t".join(["项目名称"] * 400).encode(), "E0812"
    yield "long.txt", ("项目名称\tx\n" * 30000).encode(), "E0812"
    yield "spans.html", b"<table><tr><td rowspan=20000 colspan=256>x</td></tr></table>" * 40, "E0812"
    yield "deep.docx", document("<w:tbl><w:tr><w:tc>" * 40 + "</w:tc></w:tr></w:tbl>" * 40), "E0812"
    yield "deep.xlsx", book("<a>" * 5000 + "</a>" * 5000), "E0812"
    yield "macros.xlsm", book(**{"xl/vbaProject.bin": "x"}), "E0813"
    yield "macros.docm", document(TABLE, **{"word/vbaProject.bin": "x"}), "E0813"
    yield "old-macros.xlsx", book(**{"xl/macrosheets/sheet1.xml": "<x/>"}), "E0813"
    yield "linked.xlsx", book(**{"xl/externalLinks/externalLink1.xml": "<x/>"}), "E0814"
    yield "linked-source.xlsx", book(links=outside("externalLinkPath")), "E0814"
    yield "template.docx", document(TABLE, **{"word/_rels/settings.xml.rels": f"<Relationships>{outside('attachedTemplate')}</Relationships>"}), "E0814"
    yield "object.docx", document(TABLE, **{"word/_rels/document.xml.rels": f"<Relationships>{outside('oleObject')}</Relationships>"}), "E0814"
    yield "entities.xlsx", book(DOCTYPE + "<worksheet>&d;</worksheet>"), "E0811"
    yield "entities.docx", package({"word/document.xml": DOCTYPE + "<w:document>&d;</w:document>"}), "E0811"
    yield "broken.xlsx", book("<worksheet><row></worksheet>"), "E0811"
    yield "no-book.xlsx", package({"a.txt": "x"}), "E0811"
    yield "locked.xlsx", encrypted(book()), "E0815"
    yield "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E0816"
    yield "picture.pdf", b"%PDF-1.7\n", "E0810"
    yield "rich.rtf", b"{\\rtf1 x}", "E0810"
    yield "bytes.txt", bytes(range(128, 256)) * 9, "E0810"
    yield "nothing.xlsx", book(sheet((("今天", "开会"),))), "E0818"
    yield "empty.xlsx", b"", "E0818"
    yield "empty.docx", document(""), "E0818"


def encrypted(data):
    """The flag of encryption on every part."""
    out = bytearray(data)
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        i = out.find(sign)
        while i >= 0:
            struct.pack_into("<H", out, i + at, 1)
            i = out.find(sign, i + 4)
    return bytes(out)


def harmless():
    """(name, bytes): odd, and read."""
    merges = '<mergeCells>' + "".join(f'<mergeCell ref="A{i}:XFD1048576"/>' for i in range(1, 4)) + '</mergeCells>'
    yield "merges.xlsx", book(sheet().replace("</sheetData>", "</sheetData>" + merges))
    yield "hyperlink.docx", document(TABLE, **{"word/_rels/document.xml.rels": f"<Relationships>{outside('hyperlink')}</Relationships>"})
    yield "nested.docx", document(f"<w:tbl><w:tr><w:tc><w:p/>{TABLE}</w:tc></w:tr></w:tbl>")
    plan = "2024年部门整体绩效目标\n二、分项绩效目标\n（一）照明\n绩效指标：" + "修灯1盏、" * 50000 + "\n"
    yield "pieces.txt", plan.encode() + "项目名称\t路灯\n".encode() * 300 + "三级指标\t指标值\n甲\t≥1个\n".encode()
    yield "names.txt", "".join(f"项目名称\t路灯{i}\n预算数\t1元\n" for i in range(1000)).encode()  # a file each
    yield "phonetic.xlsx", book(sheet().replace("<t>路灯</t>", "<t>路灯</t><rPh sb='0' eb='1'><t>LUDENG</t></rPh>"))
    yield "formatted.xlsx", book(sheet(more='<row r="1048576"><c r="XFD1048576" s="1"/></row>'))
    yield "span.html", b"<table><tr><td rowspan=99999 colspan=99999>x</td></tr></table>" + (HERE / "gaoxin" / "form.html").read_bytes()


SMUGGLED = ('≥100盏 } 项目 乙 { 指标 丙 ≥1个', '"完成" 分值 99分', "≥1盏 // 指标", '路灯" } 允许 T05 "', "是\n指标 乙 是", "甲\\", "\u202e100盏")


def smuggling(pgl, folder):
    """Whatever stands in a cell stays in its place: one project, one indicator, nothing else."""
    failed = []
    for text in SMUGGLED:
        for place in range(4):
            cells = ["路灯", "改造路灯", "≥100盏", "工作计划"]
            cells[place] = text
            safe = [c.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for c in cells]
            rows = ("项目名称", safe[0]), ("三级指标", "指标值", "指标值确定依据"), (safe[1], safe[2], safe[3])
            form, out = folder / "x.xlsx", folder / "x.pgl"
            form.write_bytes(book(sheet(rows)))
            done = run(pgl, "import", form, "-o", out, "--force", "--year", "2024")
            tree = run(pgl, "debug", "ast", out).stdout
            if done.returncode or tree.count("BODY ") != 1 or tree.count("INDICATOR") != 1 or "ALLOW" in tree or "ADOPT" in tree:
                failed.append(f"{text!r} as cell {place}: exit {done.returncode}\n{done.stderr}{tree}")
    return len(SMUGGLED) * 4 - len(failed), failed


def library(pgl, folder):
    """Something else stands where libxml2 should be: the package to install is named."""
    if is_static(pgl):
        return 0, []
    (folder / "lib").mkdir()
    (folder / "lib" / "libxml2.so.2").write_bytes(b"")
    done = run(pgl, "import", HERE / "gaoxin" / "form.html", LD_LIBRARY_PATH=str(folder / "lib"))
    good = done.returncode == 2 and "[E0763]" in done.stderr and "apt install libxml2" in done.stderr
    return int(good), [] if good else [f"without libxml2: exit {done.returncode}\n{done.stderr}"]


def work():
    """Seconds of processor time that programs took so far: on a busy machine or disk they wait, which is no fault of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(pgl, *args, **more):
    env = {**os.environ, **more, "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99:halt_on_error=1"}
    return subprocess.run([pgl, *map(str, args)], capture_output=True, text=True, check=False, env=env, timeout=100)


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    problems = []
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        passed, problems = smuggling(pgl, folder)
        lib_passed, lib_problems = library(pgl, folder)
        passed, problems = passed + lib_passed, problems + lib_problems
        for name, data, code in [*hostile(), *((n, d, "") for n, d in harmless())]:
            form, out = folder / name, folder / "out"
            if name.endswith(".html") and is_static(pgl):
                code = "E0764"
            form.write_bytes(data)
            begun = work()
            done = run(pgl, "import", form, "-o", out)
            took = work() - begun
            written = out.exists()
            if written:
                for p in out.iterdir():
                    p.unlink()
                out.rmdir()
            if code is None:  # a change somewhere: read or refused, in order
                good = done.returncode in (0, 2) and (done.returncode == 0) == written
            elif code == "":
                good = done.returncode == 0 and written
            else:
                good = done.returncode == 2 and f"[{code}]" in done.stderr and not written
            if not good or took > 20:
                problems.append(f"{name}: exit {done.returncode} after {took:.1f} s, expected {code or 'a form'}\n{done.stderr[:600]}")
            else:
                passed += 1
    print("\n".join(problems[:30]), end="\n" if problems else "")
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
