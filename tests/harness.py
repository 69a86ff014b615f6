"""What every kind of test shares: running pgl, comparing with a golden file, saying what differs."""
import difflib
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parent.parent
DIFF_LINES = 40


class Failed(Exception):
    """A test did not hold. `passed` and `failed` count for a program that holds many tests."""

    def __init__(self, why, passed=0, failed=1):
        super().__init__(why)
        self.passed, self.failed = passed, failed


@dataclass
class Test:
    name: str  # the path that a person would look at
    run: Callable  # returns how many passed (None: one) or raises Failed


@dataclass
class Done:
    code: int
    out: str
    err: str


@dataclass
class Context:
    """One run of the suite over one build."""

    build: Path
    bless: bool = False
    timeout: int = 60
    blessed: list = field(default_factory=list)

    @property
    def pgl(self):
        return self.build / "pgl"

    def env(self, english=False, **more):
        """A quiet, repeatable environment in which `pgl` is the program of this build."""
        return {
            "PATH": f"{self.build}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "LC_MESSAGES": "en_US.UTF-8" if english else "C.UTF-8",
            "HOME": "/nonexistent",
            "ASAN_OPTIONS": "exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1",
            "UBSAN_OPTIONS": "exitcode=99:print_stacktrace=1:halt_on_error=1",
            **more,
        }

    def run(self, args, cwd=ROOT, stdin=b"", merge=False, english=False, expected=0, **env):
        """Runs a program (a string: by the shell); a crash, a sanitizer's finding or a hang fails the test."""
        try:
            done = subprocess.run(args, cwd=cwd, input=stdin, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT if merge else subprocess.PIPE, shell=isinstance(args, str),
                                  executable="/bin/bash" if isinstance(args, str) else None,
                                  env=self.env(english, **env), timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise Failed(f"no end within {self.timeout} s: {args}") from None
        out, err = (text(x) for x in (done.stdout, done.stderr))
        code = done.returncode
        crash = code < 0 or code in (70, 99, 134, 136, 139) and code != expected
        if crash or "Sanitizer" in err + out or "runtime error:" in err + out:
            raise Failed(f"crashed with {code}: {args}\n{crash_report(err + out)}")
        return Done(code, out, err)

    def command(self, *args, **how):
        return self.run([str(self.pgl), *map(str, args)], **how)

    def compare(self, golden, got, what=""):
        """Compares with a golden file; --bless writes it instead."""
        old = golden.read_text(encoding="utf-8", errors="surrogateescape") if golden.exists() else ""
        if old == got:
            return
        if self.bless:
            golden.write_text(got, encoding="utf-8", errors="surrogateescape")
            self.blessed.append(golden)
            return
        raise Failed(diff(old, got, show(golden), what or "now"))


def text(data):
    return (data or b"").decode("utf-8", "surrogateescape")


def tail(s, n=20):
    return "\n".join(s.splitlines()[-n:])


def crash_report(said):
    """What a sanitizer says first, else the last lines."""
    at = max(said.find("ERROR: "), said.find("runtime error:"))
    return "\n".join(said[said.rfind("\n", 0, at) + 1:].splitlines()[:16]) if at >= 0 else tail(said)


def show(path):
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def diff(old, new, old_name, new_name):
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm="", n=2))
    if not lines:
        lines = [f"{old_name}: the files differ in their line ends only"]
    more = len(lines) - DIFF_LINES
    return "\n".join(lines[:DIFF_LINES] + ([f"… {more} lines more"] if more > 0 else []))


def walk(top, suffix):
    """Files below a folder in a fixed order; build/, hidden folders and __pycache__ are not looked at."""
    found = []
    for folder, folders, files in os.walk(ROOT / top):
        folders[:] = sorted(f for f in folders if f[0] != "." and f not in ("build", "__pycache__", "node_modules"))
        found += [Path(folder) / f for f in sorted(files) if f.endswith(suffix)]
    return found


def scratch():
    return tempfile.TemporaryDirectory(prefix="pgl-test-")
