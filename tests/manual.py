"""The manual is a test: fenced blocks of README*.md and docs/**/*.md are run.

  ```pgl                 checks without error
  ```pgl 严格            … and without warning
  ```pgl 期望 E0301      gives exactly the code(s) named
  ```LANG file=NAME      is also written to NAME in the page's scratch folder, for the blocks after it
  ```console             `$ command` lines and, below each, what they print (stdout and stderr together); a line
                         … stands for any lines. Run in the scratch folder, where examples/ is at hand.
Pages below an en/ folder and *.md beside a *.zh.md speak English. --bless rewrites console blocks.
"""
import re
from pathlib import Path

from golden import CODE, findings
from harness import ROOT, Failed, Test, diff, scratch, show, walk

FENCE = re.compile(r"^( *)(```+) *(.*?) *$")


class Block:
    def __init__(self, indent, info, line):
        self.indent, self.info, self.line, self.body = indent, info.split(), line, []
        self.file = next((w[5:] for w in self.info if w.startswith("file=")), None)

    @property
    def lang(self):
        return self.info[0] if self.info else ""

    @property
    def text(self):
        return "".join(line + "\n" for line in self.body)


def blocks(lines):
    block, fence = None, None
    for number, line in enumerate(lines, 1):
        m = FENCE.match(line)
        if block is None:
            if m:
                block, fence = Block(m[1], m[3], number), m[2]
        elif m and m[2] == fence and not m[3]:
            yield block
            block = None
        else:
            block.body.append(line[len(block.indent):] if line.startswith(block.indent) else line)


def english(page):
    return "en" in page.relative_to(ROOT).parts or page.with_suffix(".zh.md").exists()


def check_block(ctx, page, block, folder, name):
    got = findings(ctx, name, folder, english(page))
    codes = {code for _, code, _, _ in got}
    if "期望" in block.info or "expect" in block.info:
        wanted = set(CODE.findall(" ".join(block.info[1:])))
        good = codes == wanted
    else:
        wanted = set()
        harmless = ("hint",) if "严格" in block.info or "strict" in block.info else ("hint", "warning")
        good = all(severity in harmless for _, _, severity, _ in got)
    if not good:
        said = "\n".join(f"  line {block.line + line}: {code} {text}" for line, code, _, text in got)
        raise Failed(f"{show(page)}:{block.line}: expected {' '.join(sorted(wanted)) or 'no finding'}, got\n{said}")


def matches(pattern, got):
    """Whether lines match, where a line … stands for any lines."""
    if not pattern:
        return not got
    if pattern[0].strip() in ("…", "..."):
        return any(matches(pattern[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and pattern[0] == got[0] and matches(pattern[1:], got[1:])


def steps(body):
    """(command, expected lines) of a console block."""
    found = []
    for line in body:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def run_console(ctx, page, block, folder):
    """Runs a block; returns its body as it is now."""
    now = []
    for command, wanted in steps(block.body):
        done = ctx.run(command, cwd=folder, merge=True, english=english(page))
        got = done.out.rstrip("\n").split("\n") if done.out.strip("\n") else []
        got = [line.rstrip() for line in got]
        wanted_now = [line.rstrip() for line in wanted]
        while wanted_now and not wanted_now[-1]:
            wanted_now.pop()
        if matches(wanted_now, got):
            now += ["$ " + command, *wanted]
        elif ctx.bless:
            now += ["$ " + command, *got]
        else:
            raise Failed(diff("\n".join(wanted_now), "\n".join(got), f"{show(page)}:{block.line}", "$ " + command))
    return now


def run_page(ctx, page):
    lines = page.read_text(encoding="utf-8").split("\n")
    passed, failed, changed = 0, [], []
    with scratch() as tmp:
        folder = Path(tmp)
        (folder / "examples").symlink_to(ROOT / "examples")
        for block in blocks(lines):
            name = block.file or (f"第{block.line}行.pgl" if block.lang == "pgl" else None)
            if name:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(block.text, encoding="utf-8")
            try:
                if block.lang == "pgl":
                    check_block(ctx, page, block, folder, name)
                elif block.lang == "console":
                    now = run_console(ctx, page, block, folder)
                    if now != block.body:
                        changed.append((block, now))
                else:
                    continue
                passed += 1
            except Failed as why:
                failed.append(str(why))
            if block.lang == "pgl" and not block.file:
                (folder / name).unlink()
    for block, now in reversed(changed):
        lines[block.line:block.line + len(block.body)] = [block.indent + line if line else line for line in now]
    if changed:
        page.write_text("\n".join(lines), encoding="utf-8")
        ctx.blessed.append(page)
    if failed:
        raise Failed("\n".join(failed), passed, len(failed))
    return passed


def collect(ctx):
    for page in sorted(ROOT.glob("README*.md")) + walk("docs", ".md"):
        if "decisions" not in page.parts:
            yield Test(show(page), lambda p=page: run_page(ctx, p))
