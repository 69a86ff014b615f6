"""What holds for every .pgl file of the project, whatever it says."""
import tempfile
from pathlib import Path

from harness import ROOT, Failed, Test, diff, show, walk


def formatted(ctx, data, *options):
    """The canonical form, or None where the file does not parse and is left alone."""
    done = ctx.command("fmt", *options, "-", stdin=data)
    return done.out.encode("utf-8", "surrogateescape") if done.code == 0 else None


def stage(ctx, name, data):
    with tempfile.NamedTemporaryFile(suffix=".pgl") as f:
        f.write(data)
        f.flush()
        return ctx.command("debug", name, f.name).out


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
    same("fmt keeps every token and comment", stage(ctx, "ast", data), stage(ctx, "ast", once))
    there = formatted(ctx, once, "--keywords", "en")
    same("zh to en and back is the identity", formatted(ctx, once, "--keywords", "zh"),
         formatted(ctx, there, "--keywords", "zh"))
    return 3


def collect(ctx):
    if not (ROOT / "cli" / "cmd_fmt.c").exists():
        return
    for path in walk(".", ".pgl"):
        yield Test(show(path) + " (invariants)", lambda p=path: check(ctx, p))
