"""Golden tests: a source with what is expected beside it or in it. The suffix chooses the kind.

  NAME.pgl           with `// 期望: E0301` comments: exactly these findings on exactly these lines, no other
                     (`期望@+1:` speaks of the next line, `期望@7:` of line 7, `期望: 无` of a clean file);
                     with none of the files below: a clean file, without error or warning
  NAME.check.out     what `pgl check --format compact NAME.pgl` prints
  NAME.human.out     what `pgl check NAME.pgl` prints, source lines and carets
  NAME.fmt           what `pgl fmt` makes of it
  NAME.tokens .ast .types .plan   what `pgl debug STAGE NAME.pgl` prints
  NAME.eval.json .eval.csv .table.out   what `pgl eval` prints, over NAME.csv where it is there
  NAME.cmd           a script for bash, run in its folder; NAME.out and NAME.err hold what it prints, a line
                     `# exit: 1` its exit code, `# out: FILE` another name for the first; $TMP is a fresh folder.
                     In a folder named expected/ it runs in the folder above.
A file or folder whose name begins with _ serves others and is no test. Beside a .cmd, or below a folder with a
test_*.py, a .pgl without expectations is their input.
"""
import json
import re
from collections import Counter

from harness import ROOT, Failed, Test, scratch, show, walk

EXPECT = re.compile(r"//\s*(?:期望|expect)(?:@([+-]?)(\d+))?\s*[:：]\s*(.*)$")
CODE = re.compile(r"[A-Z]+\d+")
STAGES = ("tokens", "ast", "types", "plan")


def findings(ctx, path, cwd, english=False):
    """(line, code) of each finding of `pgl check` in one file, and its severities by code."""
    done = ctx.command("check", "--format", "json", path, cwd=cwd, english=english)
    try:
        found = json.loads(done.out)["diagnostics"]
    except (ValueError, KeyError):
        raise Failed(f"`pgl check --format json {path}` gave no JSON:\n{done.out[:400]}{done.err[:400]}") from None
    return [(d["range"]["start"]["line"], d["code"], d["severity"], d["message"]) for d in found]


def expectations(source):
    """The expected Counter of (line, code), or None where the file says nothing."""
    wanted, said = Counter(), False
    for number, line in enumerate(source.split("\n"), 1):
        m = EXPECT.search(line)
        if not m:
            continue
        said = True
        sign, n = m[1], int(m[2] or 0)
        at = number if not m[2] else n if not sign else number + (n if sign == "+" else -n)
        wanted.update((at, code) for code in CODE.findall(m[3]))
    return wanted if said else None


def check_comments(ctx, path, wanted):
    got = findings(ctx, path.name, path.parent)
    have = Counter((line, code) for line, code, _, _ in got)
    if have == wanted:
        return
    message = {(line, code): text for line, code, _, text in got}
    lines = [f"{show(path)}:{line}: expected {code}, not found" for line, code in sorted((wanted - have).elements())]
    lines += [f"{show(path)}:{line}: {code} not expected: {message[line, code]}"
              for line, code in sorted((have - wanted).elements())]
    raise Failed("\n".join(lines))


def check_clean(ctx, path, cwd=None):
    bad = [x for x in findings(ctx, path.name, cwd or path.parent) if x[2] != "hint"]
    if bad:
        raise Failed("\n".join(f"{show(path)}:{line}: {code} not expected: {text}" for line, code, _, text in bad))


def debug_stage(stage):
    return lambda ctx, src: ctx.command("debug", stage, src.name, cwd=src.parent, merge=True).out


def evaluate(form):
    def run(ctx, src):
        rows = src.with_suffix(".csv")
        actuals = ["--actuals", rows.name] if rows.exists() else []
        return ctx.command("eval", src.name, "--format", form, *actuals, cwd=src.parent, merge=True).out

    return run


GOLDENS = {
    ".check.out": lambda ctx, src: ctx.command("check", "--format", "compact", src.name, cwd=src.parent, merge=True).out,
    ".human.out": lambda ctx, src: ctx.command("check", src.name, cwd=src.parent, merge=True).out,
    ".fmt": lambda ctx, src: ctx.command("fmt", "-", stdin=src.read_bytes(), cwd=src.parent, merge=True).out,
    ".eval.json": evaluate("json"),
    ".eval.csv": evaluate("csv"),
    ".table.out": evaluate("table"),
    **{"." + stage: debug_stage(stage) for stage in STAGES},
}


def run_cmd(ctx, path):
    script = path.read_text(encoding="utf-8")

    def header(key, default):
        m = re.search(rf"^# {key}: *(.+?) *$", script, re.M)
        return m[1] if m else default

    cwd = path.parent.parent if path.parent.name == "expected" else path.parent
    with scratch() as tmp:
        done = ctx.run("set -o pipefail\n" + script, cwd=cwd, expected=int(header("exit", "0")), TMP=tmp)
        out, err = (s.replace(tmp, "$TMP") for s in (done.out, done.err))
    code = str(done.code)
    if header("exit", "0") != code:
        if not ctx.bless:
            raise Failed(f"{show(path)}: exit {code}, expected {header('exit', '0')}\n{out[-800:]}{err[-800:]}")
        kept = re.sub(r"^# exit:.*\n", "", script, flags=re.M)
        path.write_text((f"# exit: {code}\n" if code != "0" else "") + kept, encoding="utf-8")
        ctx.blessed.append(path)
    for golden, got in ((path.parent / header("out", path.stem + ".out"), out), (path.with_suffix(".err"), err)):
        if got or golden.exists():
            ctx.compare(golden, got, "stdout" if got is out else "stderr")


def serves_others(path):
    return any(part.startswith("_") for part in path.relative_to(ROOT).parts)


def is_input(path):
    above = [p for p in path.parents if p.is_relative_to(ROOT / "tests") and p != ROOT / "tests"]
    return any(path.parent.glob("*.cmd")) or any(any(p.glob("test_*.py")) for p in above)


def tests_of(ctx, src):
    """All tests of one .pgl file."""
    wanted = expectations(src.read_text(encoding="utf-8", errors="replace"))
    if wanted is not None:
        yield Test(show(src), lambda: check_comments(ctx, src, wanted))
    beside = [s for s in GOLDENS if src.with_suffix(s).exists()]
    for suffix in beside:
        golden = src.with_suffix(suffix)
        yield Test(show(golden), lambda g=golden, s=suffix: ctx.compare(g, GOLDENS[s](ctx, src)))
    if wanted is None and not beside and not is_input(src):
        yield Test(show(src), lambda: check_clean(ctx, src))


def collect(ctx):
    for src in walk("tests", ".pgl"):
        if not serves_others(src) and src.relative_to(ROOT).parts[1] not in ("bench", "fuzz"):
            yield from tests_of(ctx, src)
    for path in walk("tests", ".cmd") + walk("examples", ".cmd"):
        yield Test(show(path), lambda p=path: run_cmd(ctx, p))
    for folder in sorted((ROOT / "examples").glob("*/")):
        if any("测试" in f.read_text(encoding="utf-8") for f in folder.rglob("*.pgl")):
            yield Test(show(folder) + " (pgl test)", lambda f=folder: passes(ctx, f))


def passes(ctx, folder):
    done = ctx.command("test", folder, merge=True)
    if done.code:
        raise Failed(done.out[-2000:])
