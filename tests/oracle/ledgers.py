"""Tables that are not in the canonical form, with the 实际 that tells what their columns are: odd headers under a title,
a filter on a column, constants, one column an indicator."""
from model import quoted
from tables import HEADERS, Table

WORDS = {"部门": "department", "项目": "project", "二级指标": "level2", "指标": "name", "日期": "date", "取值": "value",
         "单位": "unit", "原因": "reason"}
ODD = {"department": "归口", "project": "所属", "level2": "类别", "name": "名目", "date": "报送时间", "value": "本期数", "unit": "计量",
       "reason": "说明"}
STATES = ["已审核", "已备案", "退回", ""]


class Ledger(Table):
    def __init__(self, rng, program, run):
        super().__init__(rng, rng.choice(["csv", "csv", "gb18030", "gzip", "xlsx"]), header_unit=False)
        self.program = program
        self.title = rng.random() < 0.5
        self.filter = rng.random() < 0.4
        self.wide = rng.random() < 0.5
        self.by_number = rng.random() < 0.2
        names = {}
        for many in run.inputs.values():
            for got in many:
                if got.want.kind == "num":
                    names.setdefault(got.name, set()).add(got.want.unit)
        self.names = sorted(n for n, units in names.items() if len(units) == 1 and n != "支出")
        rng.shuffle(self.names)
        self.names = self.names[:rng.randrange(1, 5)]
        if not self.names:
            self.wide = False

    def declared(self, name):
        """The table as 实际 has it; the columns stand in the order of `heads`."""
        def column(head):
            return f"列 {self.order.index(head) + 1}" if self.by_number else f'列 "{head}"'
        out = [f'实际 "{name}" {{']
        if self.title and self.by_number:
            out.append("  表头 2")
        if self.wide:
            out += [f"  项目 = {column('所属')}", f"  日期 = {column('报送时间')}"]
            out += [f"  指标 {quoted(n)} = {column(self.column_of(n))}" for n in self.names]
        else:
            out += [f"  {word} = {column(ODD[c])}" for word, c in WORDS.items()]
        if self.filter:
            out.append(f"  只取 {column('状态')} = \"已审核\", \"已备案\"")
        return "\n".join(out) + "\n}\n"

    def column_of(self, name):
        return "列" + str(self.names.index(name)) + name[:1]

    def write(self, rows):
        rng, table, told = self.rng, [], []
        keep = self.names if self.wide else list(ODD)
        heads = ["所属", "报送时间"] + [self.column_of(n) for n in keep] if self.wide else [ODD[c] for c in keep]
        heads += ["状态", "经办人"]
        self.order = list(heads)
        rng.shuffle(self.order)
        values = {n: [r for r in rows if r["name"] == n] for n in self.names}
        for row in rows:
            state = rng.choice(STATES) if self.filter else "已审核"
            cells = {"状态": state, "经办人": "张三"}
            seen = []
            if self.wide:
                cells.update({"所属": row["project"], "报送时间": row["date"]})
                for n in self.names:
                    text = ""
                    if values[n] and rng.random() < 0.5:
                        one = rng.choice(values[n])
                        text = one["value"] + (one["unit"] if one["value"][-1:].isdigit() else "")
                    cells[self.column_of(n)] = text
                    if text.strip() or len(self.names) == 1:  # of several columns an empty cell is no row
                        seen.append({"project": row["project"], "name": n, "date": row["date"], "value": text.strip()})
            else:
                cells.update({ODD[c]: row[c] for c in ODD})
                seen.append({c: row[c].strip() for c in ODD})
            if state in ("已审核", "已备案") or not self.filter:
                for x in seen:
                    whole = {c: x.get(c) for c in HEADERS}
                    whole.update(wide=False, header_unit="", place=len(table))
                    told.append(whole)
            table.append([cells[h] for h in self.order])
        head = self.order
        first = [["2021年台账"] + [""] * (len(head) - 1)] if self.title else []
        make = self.workbook if self.kind == "xlsx" else self.text
        if first:
            data, places = make(first[0], [head] + table)
            places = places[1:]
        else:
            data, places = make(head, table)
        for x in told:
            x["line"] = places[x["place"]]
        return data, told
