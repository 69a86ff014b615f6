"""csv-spectrum (Debian node-csv-spectrum): every cell of its files is read as its authors say.  usage: test_csv_spectrum.py BUILD

An 实际 takes each cell of one record into an indicator of its own, whose target is open (待定): such a value is kept as text.
"""
import csv
import json
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import _harness  # noqa: E402
from _harness import evaluate, run_tests  # noqa: E402

SPECTRUM = Path("/usr/share/nodejs/csv-spectrum")


def key(text):
    """Texts are compared as names are: NFKC, white space as one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def lines(path):
    """The line on which each record begins, the header left out."""
    with open(path, encoding="utf-8", newline="") as f:
        reader, begins = csv.reader(f), [1]
        for _ in reader:
            begins.append(reader.line_num + 1)
    return begins[1:-1]


def cells(folder, name, line, columns):
    """{column: text} of the record on a line."""
    indicators = "".join(f"质量指标 c{i} 待定 " for i in range(len(columns)))
    taken = "".join(f'指标 c{i} = 列 "{c}" ' for i, c in enumerate(columns))
    _harness.PROGRAM = f'年度 2021\n项目 p {{ {indicators} }}\n实际 "{name}" {{ 行 {line}..{line} {taken} }}\n'
    _, err, out = evaluate(folder, form="json")
    assert out and "错误" not in err, err
    found = json.loads(out)["projects"][0]["indicators"]
    return {columns[int(i["name"][1:])]: (i["actual"] or {}).get("text") or "" for i in found}


def t_spectrum(f):
    if not SPECTRUM.is_dir():
        return "skipped: no node-csv-spectrum here"
    files = sorted((SPECTRUM / "csvs").glob("*.csv"))
    assert len(files) >= 11, files
    for path in files:
        (f / path.name).write_bytes(path.read_bytes())
        want = json.loads((SPECTRUM / "json" / (path.stem + ".json")).read_text(encoding="utf-8"))
        begins = lines(path)
        assert len(begins) == len(want), (path.name, begins)
        for line, record in zip(begins, want):
            got = cells(f, path.name, line, list(record))
            expected = {k: key(v) for k, v in record.items()}
            assert {k: key(v) for k, v in got.items()} == expected, f"{path.name}:{line}: {got} for {expected}"
    return None


run_tests(globals())
