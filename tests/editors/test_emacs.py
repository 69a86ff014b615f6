#!/usr/bin/env python3
"""Emacs: mode, faces, imenu, indentation of every example from nothing, brackets, compile; no warning when compiled."""
import json
import sys

sys.dont_write_bytecode = True
from editor import ROOT, SAMPLE, Run, canonical, places  # noqa: E402

FACES = {
    "doc": "font-lock-doc-face", "comment": "font-lock-comment-face font-lock-comment-delimiter-face",
    "statement": "pgl-keyword", "declare": "pgl-keyword", "rule": "pgl-keyword", "check": "pgl-keyword", "mapping": "pgl-keyword",
    "title": "pgl-title", "name": "pgl-name", "class": "pgl-class", "attribute": "pgl-attribute",
    "aggregate": "pgl-aggregate", "literal": "pgl-literal", "logic": "pgl-logic", "function": "pgl-function",
    "member": "pgl-member", "operator": "pgl-operator", "number": "pgl-number", "unit": "pgl-unit", "date": "pgl-date",
    "hole": "pgl-hole", "string": "font-lock-string-face", "escape": "font-lock-string-face", "bracket": "nil",
    "plain": "nil default",
}


def lisp(value):
    if isinstance(value, (list, tuple)):
        return "(" + " ".join(map(lisp, value)) + ")"
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)


def main():
    run = Run("Emacs", "emacs")
    mode, out, ask = run.packages / "emacs" / "pgl-mode.el", run.folder / "out.json", run.folder / "variables.el"
    code, said = run.start(["emacs", "--batch", "-Q", "--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile", mode])
    run.check(code == 0, f"byte-compile: {said}")
    cases = list(places(SAMPLE.read_text(encoding="utf-8")))
    variables = {"ask-sample": SAMPLE, "ask-out": out}
    lists = {"ask-places": [[line, column] for line, _, column, _, _ in cases], "ask-files": canonical()}
    ask.write_text("".join(f"(setq {k} {lisp(v)})\n" for k, v in variables.items())
                   + "".join(f"(setq {k} '{lisp(v)})\n" for k, v in lists.items()), encoding="utf-8")
    _, said = run.start(["emacs", "--batch", "-Q", "-l", mode, "-l", ask, "-l", ROOT / "tests/editors/ask.el"])
    if not out.exists():
        run.check(False, f"no answer: {said[-2000:]}")
        run.end()
    got = json.loads(out.read_text(encoding="utf-8"))
    run.same("mode", got["mode"], "pgl-mode")
    for (line, _, column, kind, case), face in zip(cases, got["faces"], strict=True):
        run.check(face in FACES[kind].split(), f"{line + 1}:{column + 1} {case!r}: {face}, not {FACES[kind]}")
    imenu = {row[0]: row[1:] for row in got["imenu"]}
    run.check({"甲办公室", "招商经费", "B"} <= set(imenu.get("项目", [])), f"imenu: {imenu}")
    run.check({"到会", "合格率、及时率"} <= set(imenu.get("指标", [])), f"imenu: {imenu}")
    for path in canonical():
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        wrong = [f"{a!r}, not {b!r}" for a, b in zip(got["indent"][str(path)], lines) if a != b]
        run.check(not wrong, f"indent of {path.name}: " + "; ".join(wrong[:3]))
    run.same("typed", got["typed"], ["项目 甲 {", "  数量指标 乙 ≥ 1次", '      说明 "丙"', "  产出指标 {", "    指标 丁 是", "  }", "}"])
    run.same("braces in texts and comments do not match", got["matching"], True)
    run.same("compile: line and kind", got["compile"], [3, 1])
    run.end()


main()
