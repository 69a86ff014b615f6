#!/usr/bin/env python3
"""Large files edited at random: every answer is that of a fresh start.  usage: test_edits.py BUILD [ROUNDS [SEED]]

What a server keeps from one edit to the next (trees, findings) must never show. Texts are well above the size from
which they are cut into stretches; edits are of all sizes, and most are taken back after a while, so that damage is
found, lives on and is healed. The fresh server is another process that sees the texts as they are.
"""
import json
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "bench")]
from client import Client, Wrong  # noqa: E402
from portfolio import THINGS, as_pgl, project  # noqa: E402

PIECES = ["新", "1", " ", "\n", "{", "}", "\"", "“", "//", "/* ", "。", "é", "👨‍👩‍👧", "%", "万元", "≥ ", "、", "12月底前", "项目", "部门", "\n项目 新设项目 {\n",
          "\n部门 又一部门 {\n", "\n}\n", "\n  数据 甲: 累计 元\n", "\n  数量指标 完成 ≥ 5处  取值 甲\n", "\n年度 2022\n", "\n采用 财预2021\n",
          "\n  允许 T05 \"试\"\n", "\n单位 处次\n", "\n  预算 300\n", "\n函数 二倍(x) = x * 2\n", "\n  令 乙 = 支出 / 预算\n", "\n测试 \"甲\" { 期望 1 = 1 }\n",
          "\n  项目 里面 { 预算 1万元 { 财政资金 1万元 } }\n", "\r\n", "\n  项目 后来 { 预算 1万元 }\n", "\n  分项 一 { 指标 甲 ≥ 3个 }\n"]
WORDS = [("年度 2021", "年度 2022"), ("采用 财预2020", "采用 财预2021"), ("采用 本市", "采用 财预2020"), ("采用", "// 采用"), ("  采用 财预2021", "  采用 财预2020"), ("份次", "人次"),
         ("单位 份次", "单位 处次"), ("a / b", "a * b"), ("函数 占比", "函数 比例"), ("财政资金 ", "财政资金 1"), (".预算", ".支出"), ("总数", "总额"),
         ("处\n", "场次\n"), ("5处", "5个"), ("数据 甲", "数据 丁"), ("项目 公共", "项目 公用"), ("执行率 20分", "执行率 10分"), ("指标 完成", "指标 全部完成"),
         ("12月底 100%", "12月底 95%"), ("  令 比", "  令 例"), ("预算 9000万元", "预算 90000万元"), ("部门 部门", "部门 单位"), ("平方米", "公里")]
HEAD = "年度 2021\n采用 财预2020\n\n"


def project_text(rng, i):
    out = []
    as_pgl(project(rng, i), out)
    return "".join(out)


def projects(rng, n, indent=""):
    text = "".join(project_text(rng, i) for i in range(n))
    return "".join(indent + line if line.strip() else line for line in text.splitlines(True))


def flat(rng):
    return {"a.pgl": HEAD + projects(rng, 110) + "\n测试 \"一\" { 项目 无此项目  期望 1 = 1 }\n"}


def departments(rng):
    text = HEAD
    for d in range(3):
        text += "部门 部门%d {\n  预算 9000万元 { 项目支出 9000万元 }\n  采用 财预2021\n  指标 受益群众 ≥ 900人\n%s\n" % (d, "".join(
            "  数量指标 完成%s数量 ≥ 5处\n" % t for t in THINGS[5 * d:5 * d + 6]))
        text += projects(rng, 40, "  ") + "}\n\n"
    return {"a.pgl": text}


def several(rng):
    common = HEAD + "单位 份次\n函数 占比(a, b) = a / b\n规则 本市 取自 财预2020 { 执行率 20分  产出指标 40分 }\n"
    using = ("项目 汇总 {\n  采用 本市\n  预算 5万元\n  数据 甲: 累计 份次\n  数据 乙: 累计 份次\n  质量指标 丙 ≥ 90%  取值 占比(甲, 乙)\n"
             "  数量指标 丁 ≥ 3份次  取值 公共.甲\n}\n")
    alone = ("项目 单独 {\n  采用 本市\n  预算 5万元\n  数据 甲: 累计 份次\n  数据 乙: 累计 人次\n  质量指标 丙 ≥ 90份次/人次  取值 占比(甲, 乙)\n"
             "  时效指标 完成 2021年6月30日前\n  数量指标 分值 ≥ 3份次  分值 60分\n}\n项目 垫底 {\n}\n")
    return {"a.pgl": "引用 \"公共.pgl\"\n" + projects(rng, 110) + using + alone, "公共.pgl": common + "项目 公共 {\n  数据 甲: 累计 份次\n  预算 1万元\n}\n",
            "b.pgl": "引用 \"公共.pgl\"\n" + using.replace("汇总", "汇总二")}


def linked(rng):
    """Projects that look into others."""
    text, made = HEAD + "部门 某部 {\n  数量指标 完成数量 ≥ 10处\n  数据 总数: 累计 人\n", [project_text(rng, i) for i in range(120)]
    for i, m in enumerate(made):
        name = m.split("\n", 1)[0].split()[1]
        if i % 3 == 0:
            other = made[(i * 7 + 1) % len(made)].split("\n", 1)[0].split()[1]
            m = m.rstrip()[:-1] + "  令 比 = %s.预算 / 支出\n  质量指标 占比率 ≥ 3%%  取值 %s.执行率\n}\n" % (other, other if i % 2 else "后来")
        elif i % 3 == 1:
            m = m.rstrip()[:-1] + "  要求 总数 ≥ 0人 否则 \"%s\"\n}\n" % name
        text += "".join("  " + line if line.strip() else line for line in m.splitlines(True))
    return {"a.pgl": text + "  令 合 = 合计(总数)\n}\n"}


def word(rng, text):
    """An edit that leaves the text well formed: start, end, new text."""
    was, new = rng.choice([w for w in WORDS if w[0] in text] or [("", "\n")])
    at = text.find(was, rng.choice([0, rng.randrange(len(text))]))
    at = at if at >= 0 else text.find(was)
    return at, at + len(was), new


def change(rng, text):
    """Any edit."""
    kind, at = rng.randrange(12), rng.randrange(len(text) + 1)
    line = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at) + 1 or len(text)
    if kind > 9:
        return word(rng, text)
    if kind < 3:
        return at, min(len(text), at + rng.choice([0, 0, 1, 2])), rng.choice(PIECES)
    if kind < 5:  # where a line begins
        return line, line, rng.choice(PIECES)
    if kind == 5:
        return line, end, ""
    if kind == 6:  # lines twice, elsewhere
        a = text.rfind("\n", 0, rng.randrange(len(text))) + 1
        return line, line, text[a:a + rng.choice([300, 1500, 9000])]
    if kind == 7:
        return at, min(len(text), at + rng.choice([5, 80, 900, 20000])), ""
    if kind == 8:  # a brace goes
        brace = text.find(rng.choice("{}"), at)
        return (brace, brace + 1, "") if brace >= 0 else (at, at, "}")
    head = text.find("项目 ", at)
    return (head, head + 3, rng.choice(["部门 ", "分项 ", "项目 又", "// 项目 "])) if head >= 0 else (at, at, "\n")


def restore(c, base):
    """As undo does: only the middle that differs."""
    for name, was in base.items():
        now, a, k = c.docs[name], 0, 0
        while a < min(len(now), len(was)) and now[a] == was[a]:
            a += 1
        while k < min(len(now), len(was)) - a and now[-1 - k] == was[-1 - k]:
            k += 1
        if now != was:
            c.change(name, a, len(now) - k, was[a:len(was) - k])
    for name in base:
        c.diagnostics(name)


def everything(c, name):
    out = {"diagnostic": c.diagnostics(name)}
    for method in ("documentSymbol", "foldingRange", "semanticTokens/full"):
        out[method] = c.ask(method, name)
    out["semanticTokens/full"] = (out["semanticTokens/full"] or {}).get("data")
    return out


def fresh(pgl, root, docs):
    c = Client([pgl, "lsp"], root, pull=True)
    c.initialize()
    for name, text in docs.items():
        c.open(name, text)
    out = {name: everything(c, name) for name in docs}
    c.shutdown()
    c.exit()
    return out


def run(pgl, make, rounds, seed):
    rng = random.Random("%s %d" % (make.__name__, seed))
    base = make(rng)
    with tempfile.TemporaryDirectory() as root:
        for name, text in base.items():
            (Path(root) / name).write_text(text, encoding="utf-8")
        c = Client([pgl, "lsp"], root, pull=True)
        try:
            c.initialize()
            for name in base:
                c.open(name)
            for turn in range(rounds):
                log, calm = [], rng.randrange(2)
                if calm:
                    restore(c, base)
                for _ in range(rng.choice([1, 1, 1, 2, 5])):
                    name = rng.choice(list(base))
                    a, b, new = (word if calm else change)(rng, c.docs[name])
                    log.append((name, a, b, new[:60]))
                    c.change(name, a, b, new)
                    if rng.randrange(3) == 0:
                        c.diagnostics(name)
                if not calm and rng.randrange(3) == 0:
                    restore(c, {n: t for n, t in base.items() if rng.randrange(3)})
                for name in base:  # so much at once is not typing, where what is unfinished is no mistake yet
                    at = c.docs[name].find("\n", rng.randrange(len(c.docs[name]) + 1)) + 1
                    c.change(name, at, at, "// " + "此" * 30 + "\n")
                got, want = {name: everything(c, name) for name in base}, fresh(pgl, root, c.docs)
                for name in base:
                    for key, value in want[name].items():
                        if got[name][key] == value:
                            continue
                        (Path(tempfile.gettempdir()) / "edits-differ.pgl").write_text(c.docs[name], encoding="utf-8")
                        mine, theirs = got[name][key] or [], value or []
                        extra = [json.dumps(x, ensure_ascii=False)[:300] for x in mine if x not in theirs][:3]
                        lacks = [json.dumps(x, ensure_ascii=False)[:300] for x in theirs if x not in mine][:3]
                        return f"{make.__name__}, seed {seed}, round {turn}: {key} of {name}: more {extra}, lacks {lacks}, after {log}"
            c.shutdown()
            c.exit()
            return None
        except Wrong as why:
            return f"{make.__name__}, seed {seed}: {why}"
        finally:
            c.kill()


def main():
    pgl = str(Path(sys.argv[1]).resolve() / "pgl")
    rounds, seed = (int(a) for a in (sys.argv[2:] + ["30", "1"][len(sys.argv) - 2:]))
    with ThreadPoolExecutor(4) as pool:
        wrong = [w for w in pool.map(lambda make: run(pgl, make, rounds, seed), (flat, departments, several, linked)) if w]
    print("\n".join(wrong))
    print(f"{4 - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


sys.exit(main())
