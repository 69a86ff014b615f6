#!/usr/bin/env python3
"""Types examples/gaoxin-2021/01-招商经费.pgl into an empty file.  usage: test_typing.py BUILD

At each token's start completion must have the next keyword or known name among its first ten, and none of these may be
a word that the parser rejects. Typed character by character, no finding may come up that has gone a moment later.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import Client, Wrong  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "examples" / "gaoxin-2021" / "01-招商经费.pgl"
VALUES = {"NUMBER", "QUANTITY", "DATE", "DEADLINE", "STRING", "DATEWORD", "DEADWORD", "HOLE"}
RULE_WORDS = "财预2020 产出指标 效果指标 满意度指标 数量指标 质量指标 时效指标 成本指标 经济效益指标 服务对象满意度指标".split()
OWN_WORDS = "财政资金 工作目标 部门绩效目标 核心 M03 人次 次 元 万元 人 同比 四舍五入 达成 得分 分值 实际".split()


def tokens(pgl, path):
    """[(offset, text, kind)] in characters."""
    text = path.read_text(encoding="utf-8")
    out = subprocess.run([pgl, "debug", "tokens", str(path)], capture_output=True, text=True, check=True).stdout
    starts, rows = [0], []
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for line in out.splitlines():
        m = re.match(r"(\d+):(\d+)\t(\w+)\t(.*)$", line)
        if m and m[3] not in ("BLANK", "COMMENT", "DOC"):
            rows.append((starts[int(m[1]) - 1] + int(m[2]) - 1, m[4], m[3]))
    if len(rows) < 100:
        raise Wrong(f"tokens of {path}: {out[:200]}")
    return rows


def known(kind, word, seen):
    if kind in VALUES or not re.match(r"[\w]", word):
        return False
    return kind != "IDENT" or word in RULE_WORDS + OWN_WORDS or word in seen


def completion_at_tokens(pgl, text, rows):
    wrong, seen, passed = [], set(), 0
    with tempfile.TemporaryDirectory() as root:
        c = Client([pgl, "lsp"], root, pull=True)
        c.initialize()
        c.open("a.pgl", "")
        c.open("other.pgl", "")
        for at, word, kind in rows:
            c.change("a.pgl", 0, len(c.docs["a.pgl"]), text[:at], whole=True)
            items = c.ask("completion", "a.pgl", at)["items"][:10]
            labels = [i["label"] for i in items]
            before = [w for o, w, k in rows if o < at][-1:]
            declares = before and before[0] in ("项目", "部门", "数据", "指标", "测试") and word not in seen
            if known(kind, word, seen) and not declares:
                if word in labels:
                    passed += 1
                else:
                    wrong.append(f"before {text[max(0, at - 30):at]!r} no {word}: {labels}")
            for i in items:
                got = rejected(c, text[:at], i)
                if got:
                    wrong.append(f"behind {text[max(0, at - 30):at]!r} the parser rejects {i['label']}: {got}")
            if kind == "IDENT":
                seen.add(word)
        c.kill()
    return passed, wrong


def rejected(c, before, item):
    """The syntax error at an item that was taken, or None."""
    new = re.sub(r"\$\{\d+(?::([^}]*))?\}|\$0", r"\1", item["textEdit"]["newText"])
    start = c.offset(before, item["textEdit"]["range"]["start"])
    c.change("a.pgl", 0, len(c.docs["a.pgl"]), before, whole=True)
    c.change("a.pgl", start, len(before), new[:15] + " ")
    for d in c.diagnostics("a.pgl"):
        a = c.offset(c.docs["a.pgl"], d["range"]["start"])
        if d["code"].startswith("E01") and start <= a:
            return d["message"]
    return None


def flicker(pgl, text):
    """Findings that come with one character and go with one of the next few, while all of the line is right in the end."""
    wrong = []
    with tempfile.TemporaryDirectory() as root:
        c = Client([pgl, "lsp"], root, pull=True)
        c.initialize()
        c.open("a.pgl", "")
        for i, ch in enumerate(text):
            c.change("a.pgl", i, i, ch)
            for d in c.diagnostics("a.pgl"):
                if d["severity"] == 1:
                    wrong.append(f"{text[max(0, i - 20):i + 1]!r}: {d['code']} {d['message']}")
        c.kill()
    return wrong


def main():
    pgl = str(Path(sys.argv[1]).resolve() / "pgl")
    text = SOURCE.read_text(encoding="utf-8")
    rows = tokens(pgl, SOURCE)
    passed, wrong = completion_at_tokens(pgl, text, rows)
    flickers = flicker(pgl, text)
    passed += not flickers
    print("\n".join(wrong + flickers[:20]))
    print(f"{passed} passed, {len(wrong) + bool(flickers)} failed")
    return 1 if wrong or flickers or passed < 50 else 0


sys.exit(main())
