#!/usr/bin/env python3
"""Fills the editors' files: what editors/ has, with the words of keywords.def, the built-ins and the stdlib.

usage: editors.py OUT                 every editor's package below OUT
       editors.py install EDITOR OUT  puts one of them where its editor looks (editors/README.md)

A file may hold places to fill, @{WHAT:HOW}. WHAT is a list of words (word_lists) or a pattern of the lexer
(PATTERNS), HOW is how it is written there (FORMS). Patterns are written once and spelt in each dialect: no
look-behind; \\L a letter, \\I what goes on in a name, \\U what a unit is made of, \\D a digit, \\S a blank.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
import words as keyword_table  # noqa: E402


def read(*path):
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


def unique(items):
    return list(dict.fromkeys(items))


# ---- words -------------------------------------------------------------------------------------
# Statements whose keyword is followed by the name that they declare, by what is declared.
DECLARES = {"body": "DEPARTMENT SECTION PROJECT", "indicator": "INDICATOR",
            "value": "DATA LET FUNCTION RULES DIMENSION", "unitword": "UNIT"}


def names(text):
    return [n for n in re.split(r"[,，\s]+", text) if n]


def stdlib(name):
    return re.sub(r"//.*", "", read("stdlib", name + ".pgl"))


def units():
    """Units and their aliases."""
    found = []
    for line in re.findall(r"^单位\s+(.*)$", stdlib("units"), re.M):
        head, _, rest = line.partition(" 别名 ")
        found += [re.split(r"[:=\s]", head, maxsplit=1)[0], *names(rest.split(" 依据 ")[0])]
    return unique(found)


def classes():
    """The groups and the classes of every rule set, with their aliases."""
    groups, inner = [], []
    for name, alias, body in re.findall(r"^  (\S+指标)\s+\d+分\s*(?:别名\s+(.*?))?\s*\{([^}]*)\}", stdlib("rules"), re.M):
        groups += [name, *names(alias)]
        inner += names(body.replace(" 别名 ", ","))
    return unique(groups), [c for c in unique(inner) if c not in groups]


def word_lists():
    table = {ident: (cls, [w for w in unique(spellings) if keyword_table.is_word(w)])
             for ident, cls, spellings in keyword_table.read(ROOT / "grammar" / "keywords.def")}
    lists = {}
    for cls, spellings in table.values():
        if cls in keyword_table.SOFT or cls == "OPERATOR":
            lists.setdefault(cls.lower(), []).extend(spellings)

    def of(idents):
        return [w for i in idents.split() for w in table[i][1]]

    lists |= {what: of(idents) for what, idents in DECLARES.items()}
    lists["declaring"] = of(" ".join(DECLARES.values()))
    lists["plain"] = [w for w in lists["statement"] if w not in lists["declaring"]]
    lists |= {what.lower(): of(what) for what in ("GOAL", "BUDGET", "ADJUST", "ALIASES")}
    builtins = read("compiler", "builtins.def")
    for what, row in ("function", r"F\(\w+"), ("figure", r"M\(\w+, \w"):
        lists[what] = unique(w for pair in re.findall(rf'^{row}, "([^"]+)", "([^"]+)"', builtins, re.M) for w in pair)
    lists["group"], lists["class"] = classes()
    lists["known"] = units()
    lists["prefix"] = re.findall(r'\{"([^"]+)", \d+\}', read("compiler", "units_parse.c"))
    # A line that begins with one of these goes on with the statement above it.
    lists["goes_on"] = lists["attribute"] + lists["operator"] + of("ELSE THEN AND OR")
    empty = [what for what, found in lists.items() if not found]
    if empty:
        sys.exit(f"editors.py: found no words for {' '.join(empty)}")
    return lists


# ---- patterns ----------------------------------------------------------------------------------
ATOM = r"(?:\U*m[23]|\U+\^-?[0-9]+|\U+|[%‰％])"
PATTERNS = {
    "letter": r"\L",
    "inside": r"\I",
    "digit": r"\D",
    "blank": r"\S",
    "name": r"\L\I*(?:[·・‧•∙⋅、]\I+)*",
    # texts of one line; quotes of one kind may stand in one another, twice here
    "string": r'"(?:[^"\\]|\\.)*"|＂(?:[^"＂\\]|\\.)*[＂"]|' + "|".join(
        f"{o}(?:[^{o}{c}]|{o}[^{o}{c}]*{c})*{c}" for o, c in ("“”", "「」", "『』", "《》")),
    "number": r"(?:\D{1,3}(?:,\D{3})+|\D+)(?:[.．]\D+)?",
    "unit": rf"{ATOM}(?:[·・*×＊]{ATOM})*(?:[/／]{ATOM}(?:[·・*×＊/／、]{ATOM})*)?",
    "date": r"(?:\D{4}[-－]\D{1,2}[-－]\D{1,2}"
            r"|(?:\D{4}年)?\D{1,2}月\D{1,2}[日号]"
            r"|(?:\D{4}年)?\D{1,2}月份?[底末]?"
            r"|\D{4}年度?(?:[一二三四]季度|第[一二三四1-4]季度|[1-4]季度|[上下]半年)[底末]?"
            r"|\D{4}年度?[底末内]?"
            r"|[1-4１-４]季度[底末]"
            r"|第?[一二三四]季度[底末]?|第[1-4１-４]季度[底末]?"
            r"|[上下]半年[底末]?"
            r"|(?:本年度?|年)[底末内])(?:之前|以前|前)?",
    "symbol": r"[≥≧⩾≤≦⩽≠=＝═±+＋^＾÷~～〜—…×*＊/／－−–-]|[<>＜＞][=＝]?|[!！][=＝]|\.\.|．．",
}
TOKENS = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|\(\?[:!]|\{[\d,]+\}|.", re.S)
RAISED = "²³¹⁰⁴-⁹₀-₉"
SIGNS = "℃℉°㎀-㏟"
# Letters in each dialect. 至 (U+81F3) and 以 (U+4EE5) are never part of a unit.
DIALECTS = {
    "pcre": {r"\L": rf"[\p{{L}}\p{{Nl}}{SIGNS}]", r"\I": rf"[\p{{L}}\p{{N}}_＿{SIGNS}]",
             r"\U": rf"(?![至以])[\p{{L}}\p{{Nl}}{RAISED}{SIGNS}]"},
    "vim": {r"\L": r"%([0-9０-９_]@!\k)", r"\I": r"\k", r"\U": r"%([0-9０-９_至以]@!\k|[℃℉°²³])",
            "(?:": "%(", "(?!": "%(", **{c: "\\" + c for c in "<>=@~&/%{}"}},
    "emacs": {r"\L": f"[[:alpha:]{SIGNS}]", r"\I": f"[[:alnum:]_＿{SIGNS}{RAISED}]",
              r"\U": f"[A-Za-zμ\u3007\u4e00-\u4ee4\u4ee6-\u81f2\u81f4-\u9fff{SIGNS}{RAISED}]",
              "(?:": r"\(?:", **{c: "\\" + c for c in "()|"}},
}


def spell(pattern, dialect):
    """A pattern in PCRE and Oniguruma, in Vim's very magic form, or in Emacs's."""
    known = {r"\D": "[0-9０-９]", r"\S": "[ \\t\u3000]" if dialect == "pcre" else "[ \t\u3000]", **DIALECTS[dialect]}
    out = []
    for token in TOKENS.findall(pattern):
        if token[0] == "{" and len(token) > 1 and dialect == "emacs":
            token = "\\" + token[:-1] + "\\}"
        elif token[0] == "[" and dialect == "emacs":
            token = token.replace("\\\\", "\\").replace("[^", "[^\n")  # a text ends with its line
        unit = known.get(token, token)
        # The look-ahead of PCRE's \U and a quantifier behind it must be one thing.
        out.append(f"(?:{unit})" if token == r"\U" and dialect == "pcre" else unit)
    return "".join(out)


def longest_first(items):
    return sorted(items, key=lambda w: (-len(w), w))


def alternation(what):
    if isinstance(what, str):
        return spell(what, "pcre")
    return "|".join(re.sub(r"([\\^$.|?*+(){}\[\]])", r"\\\1", w) for w in longest_first(what))


def lisp(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


FORMS = {
    "words": " ".join,                                                    # for :syntax keyword
    "vim": lambda w: spell(w, "vim") if isinstance(w, str) else "|".join(
        re.sub(r"([\\/%<>=@~&|+?*(){}\[\]])", r"\\\1", x) for x in longest_first(w)),
    "vimlist": lambda w: ", ".join("'" + x.replace("'", "''") + "'" for x in w),
    "lisp": lambda w: lisp(spell(w, "emacs")) if isinstance(w, str) else " ".join(map(lisp, w)),
    "json": lambda w: json.dumps(alternation(w), ensure_ascii=False)[1:-1],  # a regex inside a JSON string
    "xml": lambda w: xml(alternation(w)),
    "items": lambda w: "".join(f"\n      <item>{xml(x)}</item>" for x in w),  # of a Kate list
}


def fill(text, table, where):
    def one(m):
        try:
            return FORMS[m[2]](table[m[1]])
        except KeyError as missing:
            sys.exit(f"{where}: nothing known of {missing} in {m[0]}")
    return re.sub(r"@\{(\w+):(\w+)\}", one, text)


# ---- packages ----------------------------------------------------------------------------------
# What goes into each package, of the folders of editors/; the last one wins.
PACKAGES = {"vim": ["vim"], "neovim": ["vim", "neovim"], "emacs": ["emacs"], "vscode": ["vscode"], "kate": ["kate"], "helix": ["helix"]}
ONLY_VIM = ("ale_linters", "autoload")  # Neovim has a client of its own


def version():
    return re.search(r"version: '([^']+)'", read("meson.build"))[1]


def snippets():
    """VS Code's form of snippets.json; each is found by its word in 汉字 and by the initials of its pinyin."""
    sounds = dict(re.findall(r"P\(u'(.)', \"(\w+)\"\)", read("server", "pinyin.def")))
    made = {}
    for row in json.loads(read("editors", "snippets.json")):
        made[row["word"]] = {"prefix": [row["word"], "".join(sounds[c][0] for c in row["word"])], "body": row["body"], "description": row["about"]}
    return json.dumps(made, ensure_ascii=False, indent=2)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def clear(folder):
    """Empties a package, but for what npm has put there."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and path.name != "node_modules":
            shutil.rmtree(path)
        elif not path.is_dir() and path.name != "package-lock.json":
            path.unlink()


def build(out):
    table = {**word_lists(), **PATTERNS}
    for package, folders in PACKAGES.items():
        clear(out / package)
        for folder in folders:
            top = ROOT / "editors" / folder
            for path in sorted(p for p in top.rglob("*") if p.is_file()):
                part = path.relative_to(top)
                if "node_modules" not in part.parts and not (package == "neovim" and part.parts[0] in ONLY_VIM):
                    write(out / package / part, fill(path.read_text(encoding="utf-8"), table, path).replace("@VERSION@", version()))
    vscode = out / "vscode"
    write(vscode / "snippets" / "pgl.json", snippets())
    write(vscode / "LICENSE", read("LICENSE"))
    package = vscode / "package.json"
    write(package, package.read_text(encoding="utf-8").replace('"version": "0.0.0"', f'"version": "{version()}"'))


# ---- installing --------------------------------------------------------------------------------
def home(variable, default):
    return Path(os.environ.get(variable) or Path.home() / default)


def replace(folder, to):
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


def install_vim(out):
    return replace(out / "vim", Path.home() / ".vim" / "pack" / "pgl" / "start" / "pgl")


def install_neovim(out):
    return replace(out / "neovim", home("XDG_DATA_HOME", ".local/share") / "nvim/site/pack/pgl/start/pgl")


def install_emacs(out):
    file = out / "emacs" / "pgl-mode.el"
    subprocess.run(["emacs", "--batch", "--eval", f'(progn (package-initialize) (package-install-file "{file}"))'], check=True)
    return "package pgl-mode"


def install_kate(out):
    syntax = home("XDG_DATA_HOME", ".local/share") / "org.kde.syntax-highlighting" / "syntax"
    syntax.mkdir(parents=True, exist_ok=True)
    shutil.copy(out / "kate" / "pgl.xml", syntax)
    settings = home("XDG_CONFIG_HOME", ".config") / "kate" / "lspclient" / "settings.json"
    have = json.loads(settings.read_text(encoding="utf-8") or "{}") if settings.exists() else {}
    ours = json.loads((out / "kate" / "lspclient.json").read_text(encoding="utf-8"))
    have.setdefault("servers", {}).update(ours["servers"])
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(have, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return f"{syntax}/pgl.xml, {settings}"


def install_helix(out):
    settings = home("XDG_CONFIG_HOME", ".config") / "helix" / "languages.toml"
    have = settings.read_text(encoding="utf-8") if settings.exists() else ""
    if 'name = "pgl"' not in have:
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(have + (out / "helix" / "languages.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return settings


def install_vscode(out):
    program = next((p for p in ("code", "codium", "code-server") if shutil.which(p)), None)
    package = out / "pgl.vsix"
    if not package.exists():
        sys.exit("editors.py: no pgl.vsix; ./build.sh editors makes it where node is installed")
    if not program:
        sys.exit(f"editors.py: found none of code, codium, code-server; install {package} by hand")
    subprocess.run([program, "--install-extension", str(package), "--force"], check=True)
    return f"{program}: {package}"


INSTALL = {name.removeprefix("install_"): f for name, f in globals().items() if name.startswith("install_")}


def main():
    match sys.argv[1:]:
        case ["install", editor, out] if editor in INSTALL:
            print(f"installed: {INSTALL[editor](Path(out).resolve())}")
        case ["install", *_]:
            sys.exit(f"editors.py: install {'|'.join(INSTALL)} OUT")
        case [out]:
            build(Path(out))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
