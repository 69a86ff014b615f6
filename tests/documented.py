"""What a user can meet is told somewhere and tried somewhere: codes, keywords, commands, options."""
import re
import sys

from golden import CODE
from harness import ROOT, Failed, Test, walk
from manual import blocks

GLOBAL = {"--lang", "--color", "--quiet", "--help", "--version"}


def text_of(paths):
    return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in paths)


def codes():
    table = (ROOT / "grammar" / "diag.def").read_text(encoding="utf-8")
    return re.findall(r'^D\(\w+,\s*"([A-Z]+\d+)"', table, re.M)


def require(what, names, there):
    missing = [n for n in names if not there(n)]
    if missing:
        raise Failed(f"{what}: {' '.join(missing)}")
    return None


def every_code_has_a_page():
    require("no page in docs/errors", codes(), lambda c: (ROOT / "docs" / "errors" / f"{c}.md").exists())


def every_page_has_a_code():
    pages = [p.stem for p in (ROOT / "docs" / "errors").glob("*.md") if CODE.fullmatch(p.stem)]
    require("no such code in diag.def", pages, set(codes()).__contains__)


def every_code_is_tested():
    """In an expectation or in golden output, of the tests, the examples or a page's own examples."""
    found = set()
    for path in walk("tests", "") + walk("examples", ""):
        if path.suffix in (".pgl", ".out", ".json", ".err", ".tsv", ".md", ".py"):
            found.update(CODE.findall(path.read_text(encoding="utf-8", errors="replace")))
    for page in walk("docs", ".md"):
        for block in blocks(page.read_text(encoding="utf-8").split("\n")):
            if block.lang == "pgl":
                found.update(CODE.findall(" ".join(block.info[1:])))
            elif block.lang == "console":
                found.update(CODE.findall(block.text))
    require("no test gives", codes(), found.__contains__)


def every_keyword_is_in_the_manual():
    rows = re.findall(r'^TOKEN\(\w+, (\w+), "([^"]*)", "([^"]*)"',
                      (ROOT / "grammar" / "keywords.def").read_text(encoding="utf-8"), re.M)
    manual = text_of(walk("docs", ".md"))
    words = [w for kind, zh, en in rows if kind not in ("VALUE", "SYMBOL", "SPECIAL", "TRIVIA") for w in (zh, en)]
    if not words:
        raise Failed("grammar/keywords.def has another form than expected")
    require("not in the manual", words, manual.__contains__)


def every_text_is_used():
    """Each row of the tables of texts is named in the sources, or stands in a run that is counted through."""
    source = text_of(p for room in ("base", "grammar", "compiler", "runtime", "forms", "cli", "server")
                     for suffix in (".c", ".h", ".re", ".y") for p in walk(room, suffix))
    for table, row, prefix, counted in (
            ("grammar/diag.def", "[DT]", "[DT]_", []),
            ("cli/texts.def", "TEXT", "", []),
            ("runtime/words.def", "W", "W_", [("MET", "NOT_APPLICABLE"), ("WHY_UNKNOWN", "WHY_NOT_APPLICABLE")])):
        names = re.findall(rf"^{row}\((\w+),", (ROOT / table).read_text(encoding="utf-8"), re.M)
        for first, last in counted:
            del names[names.index(first):names.index(last) + 1]
        if not names:
            raise Failed(f"{table} has another form than expected")
        require(f"nothing says these of {table}", names, lambda n: re.search(rf"\b{prefix}{n}\b", source))


def anchors(text):
    """As hosts make them of headings: lower case, no punctuation, blanks to dashes."""
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r" ", "-", re.sub(r"[^\w \-]", "", h.lower())) for h in heads}


def every_link_leads_somewhere():
    dead = []
    for page in sorted(ROOT.glob("*.md")) + walk("docs", ".md"):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
            where, _, anchor = link.partition("#")
            if "://" in where:
                continue
            to = page.parent / where if where else page
            if not to.exists() or anchor and anchor not in anchors(to.read_text(encoding="utf-8")):
                dead.append(f"{page.relative_to(ROOT)}: {link}")
    require("dead links", dead, lambda _: False)


def reference_is_current(ctx):
    done = ctx.run([sys.executable, str(ROOT / "tools" / "reference.py"), *([] if ctx.bless else ["--check"])], merge=True)
    if done.code:
        raise Failed(done.out)


def commands(ctx):
    return re.findall(r"^  (\w+) ", ctx.command("--help").out.split("\n\n")[2], re.M)


def every_option_is_in_the_manual(ctx):
    manual = text_of(walk("docs", ".md"))
    for name in commands(ctx):
        require("not in the manual", [f"pgl {name}"], manual.__contains__)
        options = set(re.findall(r"--[a-z][a-z-]+", ctx.command(name, "--help").out)) | GLOBAL
        require(f"options of pgl {name} not in the manual", sorted(options), manual.__contains__)


def every_option_is_tried(ctx):
    tried = text_of([p for p in walk("tests", "") if p.suffix in (".cmd", ".py")] + walk("docs", ".md"))
    for name in commands(ctx):
        options = set(re.findall(r"--[a-z][a-z-]+", ctx.command(name, "--help").out)) | GLOBAL
        require(f"options of pgl {name} that no test uses", sorted(options), tried.__contains__)


def collect(ctx):
    if not (ROOT / "docs" / "errors").is_dir():
        return
    for check in (every_code_has_a_page, every_page_has_a_code, every_code_is_tested, every_text_is_used,
                  every_keyword_is_in_the_manual, every_link_leads_somewhere):
        yield Test("tests/documented.py " + check.__name__, check)
    for check in (every_option_is_in_the_manual, every_option_is_tried, reference_is_current):
        yield Test("tests/documented.py " + check.__name__, lambda c=check: c(ctx))
