"""The tables that rows stand in: columns and their order, headers, separators, line ends, quotes, encodings, packing,
workbooks. A table is bytes and the same rows as they can be read from it, with their line numbers."""
import gzip
import io
import json
import os
import re
import sqlite3
import tempfile
import zipfile
from xml.sax.saxutils import escape

HEADERS = {"department": ["部门", "主管部门", "部门名称"], "project": ["项目", "项目名称", "project"],
           "level2": ["二级指标"], "name": ["指标", "指标名称", "三级指标", "数据", "indicator"],
           "date": ["日期", "期间", "date"], "value": ["数值", "值", "实际完成值", "实际值", "value"],
           "unit": ["单位", "计量单位", "unit"], "reason": ["原因", "偏差原因", "reason"]}
KINDS = {"csv": ".csv", "gb18030": ".csv", "gzip": ".csv.gz", "xlsx": ".xlsx", "json": ".json", "jsonl": ".jsonl",
         "sqlite": ".db"}
ADDRESSED = {"xlsx", "json", "jsonl", "sqlite"}  # each cell has its address: what stands beside the table is no part of it
NEED = re.compile('[,;\t"\n\r]')  # quotes
PLAIN = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,5})?")


class Table:
    def __init__(self, rng, kind="csv", drop=(), hostile=True, header_unit=True):
        self.rng, self.kind, self.hostile = rng, kind, hostile
        self.columns = [c for c in HEADERS if c not in drop]
        if hostile:
            rng.shuffle(self.columns)
        self.heads = {c: rng.choice(HEADERS[c]) if hostile else HEADERS[c][0] for c in self.columns}
        self.header_unit = ""
        if hostile and header_unit and rng.random() < 0.05:
            self.header_unit = "万元"
            self.heads["value"] += rng.choice(["（万元）", "(单位：万元)"])
        self.separator = rng.choice(",,,;\t") if hostile else ","
        self.end = rng.choice(["\n", "\n", "\r\n"]) if hostile else "\n"
        self.bom = hostile and rng.random() < 0.3
        self.quote = rng.choice([0, 0.02, 1]) if hostile else 0

    def suffix(self):
        return KINDS[self.kind]

    def cells(self, row):
        out = [row[c] for c in self.columns] + [self.rng.choice(["", "", "见台账"])]
        if row.get("wide"):
            out.append("多出来的")
        elif self.hostile and self.rng.random() < 0.01:
            out += ["", ""]
        return out

    def write(self, rows):
        """(bytes, rows): the rows as they can be read, with line numbers, None for columns that are not there."""
        head = [self.heads[c] for c in self.columns] + ["备注"]
        told = []
        for row in rows:
            seen = {c: (row[c].strip() if c in self.columns else None) for c in HEADERS}
            seen.update(wide=row.get("wide", False) and self.kind not in ADDRESSED, header_unit=self.header_unit)
            told.append(seen)
        table = [self.cells(row) for row in rows]
        make = {"xlsx": self.workbook, "json": self.json, "jsonl": self.json, "sqlite": self.database}.get(self.kind, self.text)
        data, places = make(head, table)
        for seen, line in zip(told, places):
            seen["line"] = line
        return data, told

    # ---- text ------------------------------------------------------------------------------------

    def cell(self, text):
        if NEED.search(text) or (self.quote and self.rng.random() < self.quote):
            return '"' + text.replace('"', '""') + '"'
        return text

    def text(self, head, table):
        out, places, line = [self.separator.join(head)], [], 2
        for n, cells in enumerate(table):
            if self.hostile and n and self.rng.random() < 0.003:
                out.append(self.separator * self.rng.randrange(0, 3))
                line += 1
            text = self.separator.join(self.cell(c) for c in cells)
            places.append(line)
            out.append(text)
            line += 1 + text.count("\n")
        text = self.end.join(out)
        if not self.hostile or self.rng.random() < 0.8:
            text += self.end
        return self.packed(text), places

    def packed(self, text):
        if self.kind == "gb18030":
            return text.encode("gb18030")
        data = (b"\xef\xbb\xbf" if self.bom else b"") + text.encode()
        return gzip.compress(data, 1) if self.kind == "gzip" else data

    def many(self, rows, order):
        """The rows of these numbers, each written once and repeated: (bytes, lines). Text only."""
        rng, text, height = self.rng, [], []
        for row in rows:
            text.append(self.separator.join(self.cell(c) for c in self.cells(row)))
            height.append(1 + text[-1].count("\n"))
        head = [self.heads[c] for c in self.columns] + ["备注"]
        out, places, line = [self.separator.join(head)], [], 2
        for n in order:
            if self.hostile and rng.random() < 0.003 and line > 2:
                out.append(self.separator * rng.randrange(0, 3))
                line += 1
            places.append(line)
            out.append(text[n])
            line += height[n]
        return self.packed(self.end.join(out) + self.end), places

    # ---- JSON ------------------------------------------------------------------------------------

    def json(self, head, table):
        rng, out = self.rng, []
        for cells in table:
            pairs = []
            for name, text in zip(head, cells):
                if text == "" and rng.random() < 0.5:
                    continue
                value = "null" if text == "" and rng.random() < 0.5 else json.dumps(text, ensure_ascii=rng.random() < 0.1)
                if PLAIN.fullmatch(text) and rng.random() < 0.5:
                    value = text
                pairs.append(f"{json.dumps(name, ensure_ascii=False)}:{value}")
            rng.shuffle(pairs)
            out.append("{" + ", ".join(pairs) + "}")
        lines = self.kind == "jsonl"
        text = "\n".join(out) + "\n" if lines else rng.choice(["[%s]", '{"rows": [%s], "year": 2021}']) % ",\n ".join(out)
        return text.encode(), list(range(1, len(out) + 1))

    # ---- SQLite ----------------------------------------------------------------------------------

    def database(self, head, table):
        def stored(text):
            if re.fullmatch(r"-?[1-9]\d{0,17}", text) and self.rng.random() < 0.5:
                return int(text)
            return None if text == "" else text
        with tempfile.TemporaryDirectory() as work:
            path = os.path.join(work, "a.db")
            db = sqlite3.connect(path)
            names = ", ".join('"%s"' % h for h in head)
            db.execute(f"CREATE TABLE 台账 ({names})")
            marks = ", ".join("?" * len(head))
            db.executemany(f"INSERT INTO 台账 VALUES ({marks})",
                           [[stored(t) for t in (cells + [""])[:len(head)]] for cells in table])
            db.commit()
            db.close()
            with open(path, "rb") as f:
                return f.read(), list(range(1, len(table) + 1))

    # ---- workbooks -------------------------------------------------------------------------------

    def workbook(self, head, table):
        rng, shared, index, xml, places = self.rng, [], {}, [], []

        def cell(column, line, text):
            if text == "":
                return ""
            ref = "%s%d" % (chr(65 + column), line)
            if PLAIN.fullmatch(text) and rng.random() < 0.7:
                return f'<c r="{ref}"><v>{text}</v></c>'
            if rng.random() < 0.5:
                return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            if text not in index:
                index[text] = len(shared)
                shared.append(f'<si><t xml:space="preserve">{escape(text)}</t></si>')
            return f'<c r="{ref}" t="s"><v>{index[text]}</v></c>'
        line = 1
        for cells in [head] + table:
            if line > 1:
                line += rng.random() < 0.003
                places.append(line)
            xml.append(f'<row r="{line}">' + "".join(cell(k, line, c) for k, c in enumerate(cells)) + "</row>")
            line += 1
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006"
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{sheet}sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{sheet}sharedStrings+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/>'
            f'</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet {main}><sheetData>{"".join(xml)}</sheetData></worksheet>',
            "xl/sharedStrings.xml": f'<sst {main} count="{len(shared)}" uniqueCount="{len(shared)}">{"".join(shared)}</sst>',
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
            for name, text in parts.items():
                z.writestr(name, start + text)
        return out.getvalue(), places


def any_table(rng, program):
    """A table of any kind, perhaps without the columns that need not be there."""
    projects = [e for e in program.entities() if e.kind == "项目"]
    drop = {c for c in ("level2", "reason", "unit", "date", "department") if rng.random() < 0.12}
    if len(projects) == 1 and rng.random() < 0.4:
        drop |= {"project"} | ({"department"} if rng.random() < 0.7 else set())
    kind = rng.choice(["csv"] * 5 + ["gb18030", "gzip", "xlsx", "json", "jsonl", "sqlite"])
    return Table(rng, kind, drop)
