#!/usr/bin/env python3
"""The extension for VS Code: its manifest and snippets; its grammar under VS Code's own engine, where
./build.sh editors has fetched that."""
import json
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from editor import ROOT, SAMPLE, Run, places  # noqa: E402

SCOPES = {
    "doc": "comment.line.documentation", "comment": "comment.line.double-slash", "statement": "keyword.other.statement",
    "declare": "storage.type", "title": "entity.name.function.project", "name": "variable.other entity.name.function.call",
    "class": "support.class.indicator", "attribute": "keyword.control.attribute", "rule": "keyword.other.rule",
    "check": "keyword.other.check", "mapping": "keyword.other.mapping", "aggregate": "support.function.aggregate", "literal": "constant.language",
    "logic": "keyword.control.logic", "function": "support.function.builtin", "member": "variable.other.property",
    "operator": "keyword.operator", "number": "constant.numeric.pgl", "unit": "keyword.other.unit",
    "date": "constant.numeric.date", "hole": "constant.character.hole", "string": "string.quoted",
    "escape": "constant.character.escape", "bracket": "punctuation.section", "plain": "source.pgl",
}


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def manifest(run, folder):
    package = load(folder / "package.json")
    text = json.dumps(package)
    for language in ("package.nls.json", "package.nls.zh-cn.json"):
        words = set(load(folder / language))
        run.same(f"texts of {language}", words, set(re.findall(r'"%([\w.]+)%"', text)))
    for part in re.findall(r'"(?:path|configuration|light|dark|markdown)": "(\.?/?[\w./-]+)"', text):
        run.check((folder / part).exists(), f"the manifest names {part}, which is not there")
    source = (folder / "extension.js").read_text(encoding="utf-8")
    for row in package["contributes"]["commands"]:
        run.check(f"command('{row['command'].removeprefix('pgl.')}'" in source, f"no code for {row['command']}")
    patterns = {row["name"]: row["regexp"] for row in package["contributes"]["problemPatterns"]}
    done = subprocess.run([run.build / "pgl", "check", "--lang", "zh", "--format", "compact", SAMPLE], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() + done.stderr.splitlines() if ": " in line and "[" in line]
    run.check(len(lines) > 5, f"compact output: {done.stdout}")
    for line in lines:
        kind = {"错误": "pgl-error", "警告": "pgl-warning", "提示": "pgl-hint"}[re.search(r": (\w\w)\[", line)[1]]
        hit = [name for name, pattern in patterns.items() if re.search(pattern, line)]
        run.same(f"problem matcher of {line!r}", hit, [kind])


def language_configuration(run, folder):
    config = load(folder / "language-configuration.json")
    indent = re.compile(config["indentationRules"]["increaseIndentPattern"]["pattern"])
    dedent = re.compile(config["indentationRules"]["decreaseIndentPattern"]["pattern"])
    for line, deeper in (("项目 甲 {", 1), ("部门　乙　｛ // 注释", 1), ('备注 "{" {', 1), ("预算 3元 { 财政资金 3元 }", 0), ('用途 "甲 {"', 0),
                         ("// 项目 {", 0), ("用途 “一“二{”三{”", 0), ("指标 甲 ≥ 1次", 0), ("产出指标 50分 { // {", 1)):
        run.same(f"deeper behind {line!r}", int(bool(indent.search(line))), deeper)
    for line in ("「甲」" * 5000, '"甲" ' * 5000, "“甲“乙”" * 5000, "{" * 5000 + "x", "甲 " * 5000 + '"'):  # an answer at once, whatever it is
        start = time.process_time()
        indent.search(line)
        run.check(time.process_time() - start < 1, f"increaseIndentPattern takes too long: {line[:20]}…")
    run.check(dedent.search("  ｝") and dedent.search("}") and not dedent.search("甲 }"), "decreaseIndentPattern")


def snippets(run, folder):
    """Each is what the parser takes, put where it belongs."""
    frames = {"目标文件": "%s", "部门": "年度 2021\n%s", "引用": "%s", "单位": "%s", "函数": "%s", "规则": "%s", "测试": "%s", "若": "令 x = %s",
              "项目": "部门 甲 {\n%s\n}", "分项": "部门 甲 {\n%s\n}", "调整": "项目 甲 {\n预算 100万元\n%s\n}"}
    for word, row in load(folder / "snippets" / "pgl.json").items():
        run.check(row["prefix"][0] == word and all(re.fullmatch("[a-z]+", p) for p in row["prefix"][1:]) and len(row["prefix"]) == 2,
                  f"prefixes of {word}: {row['prefix']}")
        body = "\n".join(row["body"]).replace("$CURRENT_YEAR", "2025")
        first = {}
        body = re.sub(r"\$\{(\d+)\|([^,|]+)[^|]*\|\}", r"\2", body)
        for number, default in re.findall(r"\$\{(\d+):([^}$]*)\}", body):
            first[number] = default
        body = re.sub(r"\$\{(\d+):\$2 / \$3\}", "甲 / 乙", body)
        body = re.sub(r"\$\{(\d+):([^}$]*)\}", r"\2", body)
        body = re.sub(r"\$\{?(\d+)\}?", lambda m: first.get(m[1], ""), body)
        source = run.folder / "snippet.pgl"
        source.write_text(frames.get(word, "项目 甲 {\n%s\n}") % body + "\n", encoding="utf-8")
        done = subprocess.run([run.build / "pgl", "check", "--format", "compact", source], capture_output=True, text=True)
        syntax = re.findall(r".*\[E01\d\d\].*", done.stdout + done.stderr)
        run.check(not syntax and "$" not in body, f"snippet {word}: {syntax}\n{source.read_text(encoding='utf-8')}")


def grammar(run, folder):
    fetched = ROOT / "build" / "editors" / "vscode"
    if not shutil.which("node") or not (fetched / "node_modules" / "vscode-textmate").is_dir():
        print("skipped: VS Code's grammar engine is not there (./build.sh editors fetches it)")
        return
    code, said = run.start(["node", ROOT / "tests/editors/textmate.mjs", fetched, folder / "syntaxes/pgl.tmLanguage.json", SAMPLE])
    if code:
        run.check(False, said[-1500:])
        return
    scopes = json.loads(said)
    long = run.folder / "long.pgl"  # lines without an end are coloured in no time all the same
    long.write_text("\n".join(text * 5000 for text in ("目标", "“甲“乙”", "12次", "数量指标 ", "甲、", "甲(", "甲.")), encoding="utf-8")
    start = time.monotonic()
    code, _ = run.start(["node", ROOT / "tests/editors/textmate.mjs", fetched, folder / "syntaxes/pgl.tmLanguage.json", long])
    run.check(code == 0 and time.monotonic() - start < 60, f"long lines take {time.monotonic() - start:.1f} s")
    for line, source, column, kind, case in places(SAMPLE.read_text(encoding="utf-8")):
        got = scopes[line][column] or ""
        run.check(any(got.startswith(s) for s in SCOPES[kind].split()), f"{line + 1}:{column + 1} {case!r}: {got}, not {SCOPES[kind]}")


def main():
    run = Run("VS Code")
    folder = run.packages / "vscode"
    manifest(run, folder)
    language_configuration(run, folder)
    snippets(run, folder)
    grammar(run, folder)
    run.end()


main()
