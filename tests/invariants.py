"""What holds for every .pgl file of the project, whatever it says."""
import re
import tempfile
import unicodedata
from pathlib import Path

from harness import ROOT, Failed, Test, diff, show, walk


def formatted(ctx, data, *options):
    """The canonical form, or None where the file has a syntax error and is left alone."""
    done = ctx.command("fmt", *options, "-", stdin=data)
    if done.code not in (0, 2) or done.code == 2 and not re.search(r"\[E01\d\d\]", done.err):
        raise Failed(f"fmt exits with {done.code} and tells no syntax error:\n{done.err[-800:]}")
    return done.out.encode("utf-8", "surrogateescape") if done.code == 0 else None


def stage(ctx, name, data):
    with tempfile.NamedTemporaryFile(suffix=".pgl") as f:
        f.write(data)
        f.flush()
        return ctx.command("debug", name, f.name).out


SPELLING = str.maketrans("", "", "\"\\“”「」『』《》 \t")


def plain(text):
    """Without what the formatter is free to change in a token: width of characters, blanks, kind of quote."""
    return unicodedata.normalize("NFKC", text).translate(SPELLING)


def tree(ctx, data):
    return plain(stage(ctx, "ast", data))


def comments(ctx, data):
    lines = (line.split("\t") for line in stage(ctx, "tokens", data).split("\n"))
    return plain("\n".join(cells[2] for cells in lines if len(cells) > 2 and cells[1] in ("COMMENT", "DOC")))


def same(what, old, new):
    if old != new:
        old, new = (x.decode("utf-8", "replace") if isinstance(x, bytes) else x for x in (old, new))
        raise Failed(diff(old, new, "before", what))


def check(ctx, path):
    data = path.read_bytes()
    once = formatted(ctx, data)
    if once is None:
        return 0
    same("fmt is idempotent", once, formatted(ctx, once))
    same("fmt keeps every token", tree(ctx, data), tree(ctx, once))
    same("fmt keeps every comment", comments(ctx, data), comments(ctx, once))
    there = formatted(ctx, once, "--keywords", "en")
    same("zh to en and back is the identity", formatted(ctx, once, "--keywords", "zh"),
         formatted(ctx, there, "--keywords", "zh"))
    return 4


def collect(ctx):
    if "cmd_fmt.c" not in (ROOT / "cli" / "meson.build").read_text(encoding="utf-8"):
        return
    for path in walk(".", ".pgl"):
        yield Test(show(path) + " (invariants)", lambda p=path: check(ctx, p))
