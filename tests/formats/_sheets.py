"""Workbooks made by hand: each test says exactly which XML it wants read."""
import zipfile
from xml.sax.saxutils import escape, quoteattr

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def column(n):
    name = ""
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(where, value, style=0):
    """None: nothing; a number's text as it is; other text inline; (type, text) as told."""
    if value is None:
        return ""
    kind, text = value if isinstance(value, tuple) else ("n", value) if number(value) else ("inlineStr", value)
    body = f'<is><t xml:space="preserve">{escape(text)}</t></is>' if kind == "inlineStr" else f"<v>{escape(text)}</v>"
    return f'<c r="{where}" s="{style}" t="{kind}">{body}</c>'


def number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def sheet(rows, formats=(), merges=(), extra=""):
    """rows: lists of cells from A on; {"B7": style} by formats; merges: "A1:B2"."""
    formats = dict(formats)
    body = "".join(
        f'<row r="{r}">' + "".join(cell(f"{column(c)}{r}", v, formats.get(f"{column(c)}{r}", 0))
                                  for c, v in enumerate(row, 1)) + "</row>"
        for r, row in enumerate(rows, 1) if row is not None)
    merged = f'<mergeCells count="{len(merges)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in merges) + "</mergeCells>"
    return f'<?xml version="1.0"?><worksheet {NS}><sheetData>{body}</sheetData>{merged if merges else ""}{extra}</worksheet>'


def workbook(path, sheets, codes=(), strings=None, date1904=False, compression=zipfile.ZIP_DEFLATED, parts=()):
    """sheets: {name: xml}; codes: number formats of the styles 1, 2, …"""
    names = list(sheets)
    all_parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                       f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{REL}"><workbookPr date1904="{int(date1904)}"/><sheets>' + "".join(
            f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)) +
            f'<Relationship Id="s" Type="{REL}/styles" Target="styles.xml"/>' +
            (f'<Relationship Id="t" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>' if strings else "") +
            "</Relationships>",
        "xl/styles.xml": f'<styleSheet {NS}><numFmts>' + "".join(
            f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(c)}/>' for i, c in enumerate(codes)) +
            '</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>' + "".join(
            f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes))) + "</cellXfs></styleSheet>",
    }
    if strings:
        all_parts["xl/sharedStrings.xml"] = f"<sst {NS}>" + "".join(f"<si>{s}</si>" for s in strings) + "</sst>"
    for i, n in enumerate(names, 1):
        all_parts[f"xl/worksheets/sheet{i}.xml"] = sheets[n]
    all_parts.update(parts)
    with zipfile.ZipFile(path, "w", compression) as z:
        for name, text in all_parts.items():
            if text is not None:
                z.writestr(name, text)
