"""Vim and Neovim read one syntax and one indent file: what both are asked, and how it is judged."""
import json

from editor import SAMPLE, canonical, places

GROUPS = {
    "doc": "DocComment", "comment": "Comment", "statement": "Statement", "declare": "Declare", "title": "Title",
    "name": "Name", "class": "Class Heading", "attribute": "Attribute", "rule": "Rule", "check": "Check", "mapping": "Mapping",
    "aggregate": "Aggregate", "literal": "Truth", "logic": "Logic", "function": "Function Call", "member": "Member",
    "operator": "Operator", "number": "Number", "unit": "Unit SpacedUnit KnownUnit", "date": "Date", "hole": "Hole",
    "string": "String", "escape": "Escape", "bracket": "Bracket", "plain": "Ident Operand",
}

ASK = """
let s:out = {'groups': [], 'indent': {}, 'errors': ''}
execute 'edit ' . fnameescape(%(sample)s)
let s:out.filetype = &filetype
let s:out.settings = [&commentstring, &shiftwidth, &expandtab, &matchpairs =~# '（:）', &foldmethod]
for s:place in %(places)s
  call add(s:out.groups, synIDattr(synID(s:place[0], s:place[1], 1), 'name'))
endfor
let s:said = &makeprg
call writefile(['a b.pgl:3:5: 警告[T02]: 还没有填数', 'c.pgl:4:1: error[E0301]: no', '2 个错误'], 'findings')
setlocal makeprg=cat\\ findings
silent make!
let s:out.make = s:said
let s:out.quickfix = map(getqflist(), '[bufname(v:val.bufnr), v:val.lnum, v:val.type, v:val.text]')
for s:file in %(files)s
  execute 'edit! ' . fnameescape(s:file)
  silent %%s/^\\s\\+//e
  silent normal! gg=G
  let s:out.indent[s:file] = getline(1, '$')
endfor
for s:text in ['目标', '“甲“乙”', '12次', '数量指标 ', '甲、']
  enew! | setlocal filetype=pgl
  call setline(1, repeat(s:text, 1000))
  call map(range(1, 2900, 100), 'synID(1, v:val, 1)')
endfor
enew! | setlocal filetype=pgl
call setline(1, ['项目 甲 {', '}'])
execute "normal! 1Go数量指标 乙 ≥ 1次\\<CR>说明 \\"丙\\"\\<CR>产出指标 {\\<CR>指标 丁 是\\<CR>}"
let s:out.typed = getline(1, '$')
let s:out.errors = v:errmsg
call writefile([json_encode(s:out)], %(out)s)
qall!
"""


def vim_string(text):
    return "'" + str(text).replace("'", "''") + "'"


def script(run):
    text = SAMPLE.read_text(encoding="utf-8")
    at = [[line + 1, len(source[:column].encode()) + 1] for line, source, column, _, _ in places(text)]
    out = run.folder / "out.json"
    path = run.folder / "ask.vim"
    path.write_text(ASK % {"sample": vim_string(SAMPLE), "places": json.dumps(at), "out": vim_string(out),
                           "files": "[" + ", ".join(map(vim_string, canonical())) + "]"}, encoding="utf-8")
    return path, out


def judge(run, out, said):
    if not out.exists():
        run.check(False, f"no answer: {said[-2000:]}")
        return
    got = json.loads(out.read_text(encoding="utf-8"))
    run.same("filetype", got["filetype"], "pgl")
    run.same("settings", got["settings"], ["// %s", 2, 1, 1, "syntax"])
    run.same("errors", got["errors"], "")
    run.same("make", got["make"], "pgl check --format compact %:p:h:S")
    run.same("quickfix", got["quickfix"], [["a b.pgl", 3, "W", "[T02]: 还没有填数"], ["c.pgl", 4, "E", "[E0301]: no"]])
    for (line, _, column, kind, case), group in zip(places(SAMPLE.read_text(encoding="utf-8")), got["groups"], strict=True):
        run.check(group.removeprefix("pgl") in GROUPS[kind].split(), f"{line + 1}:{column + 1} {case!r}: {group}, not {GROUPS[kind]}")
    for path in canonical():
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        wrong = [f"{a!r}, not {b!r}" for a, b in zip(got["indent"][str(path)], lines) if a != b]
        run.check(not wrong, f"indent of {path.name}: " + "; ".join(wrong[:3]))
    run.same("typed", got["typed"], ["项目 甲 {", "  数量指标 乙 ≥ 1次", '      说明 "丙"', "  产出指标 {", "    指标 丁 是", "  }", "}"])
