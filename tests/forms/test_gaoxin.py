"""The department as published, laid out in its official form as text, web page, workbook and document, is imported
in one command each and equals examples/gaoxin-2021-as-published in every fact.  usage: test_gaoxin.py BUILD

Where the published text itself is at hand (PGL_PUBLISHED names it), it is held to the same facts but for the
passages that the example only summarises; of these every word must be there.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import facts
import lay_out
from builds import is_static

ROOT = lay_out.ROOT
SUMMARISED = ("目标", "用途", "措施", "说明")


def published():
    named = os.environ.get("PGL_PUBLISHED")
    found = sorted((ROOT.parent / "shared" / "seeds").glob("000_*.txt"))
    return Path(named) if named else found[0] if found else None


def imported(pgl, form, to):
    done = subprocess.run([pgl, "import", form, "-o", to], capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode:
        raise SystemExit(f"{form}: exit {done.returncode}\n{done.stderr}\n0 passed, 1 failed")
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(Path(to).iterdir())}


def words(text):
    return re.sub(r"\s|\\", "", text)


def lost(source, texts):
    """Lines of the published text that stand nowhere in what was written (headings and blanks aside)."""
    all_text = words("".join(texts))
    lines = [words(line) for line in source.split("\n")]
    return [line for line in lines if len(line) > 14 and "绩效目标表" not in line and
            not any(part in all_text for part in (line, line.split("：", 1)[-1], re.sub(r"^（.）", "", line), line.removesuffix("项目")))]


def main():
    pgl = Path(sys.argv[1]).resolve() / "pgl"
    example = {p.name: facts.read(p.read_text(encoding="utf-8")) for p in sorted(lay_out.EXAMPLE.glob("*.pgl"))}
    passed, problems = 0, []
    for name, made in (("form.txt", lay_out.as_text()), ("form.html", lay_out.as_page())):
        if (lay_out.TO / name).read_text(encoding="utf-8") != made:
            problems.append(f"tests/forms/gaoxin/{name} is not what the example says: run lay_out.py --make")
    forms = [(lay_out.TO / f"form.{kind}", False) for kind in ("txt", "html", "xlsx", "docx")
             if kind != "html" or not is_static(pgl)]
    if published():
        forms.append((published(), True))
    for form, original in forms:
        with tempfile.TemporaryDirectory() as to:
            texts = imported(pgl, form, to)
        skip = (lambda key: len(key) > 2 and (key[1] in SUMMARISED or key[-2] in SUMMARISED)) if original else (lambda key: False)
        read = wrong = missing = 0
        problems += [f"{form.name}: no {name}" for name in example if name not in texts]
        problems += [f"{form.name}: {name} is too much" for name in texts if name not in example]
        for name, want in example.items():
            same, bad, absent, extra = facts.compare(want, facts.read(texts.get(name, "")), skip)
            read, wrong, missing = read + len(same), wrong + len(bad) + len(extra), missing + len(absent)
            problems += [f"{form.name}: {name}: {what}: {line}" for what, lines in
                         (("wrong", bad), ("missing", absent), ("too much", extra)) for line in lines]
        if original:
            problems += [f"{form.name}: nowhere: {line}" for line in lost(form.read_text(encoding="utf-8"), texts.values())]
        print(f"{form.name}: {read} fields read, {wrong} wrong, {missing} missing")
        passed += read
    print("\n".join(problems[:40]), end="\n" if problems else "")
    print(f"{passed} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main())
