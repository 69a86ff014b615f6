#!/usr/bin/env python3
"""Vim: filetype, settings, syntax groups, indentation of every example from nothing."""
import subprocess
import sys

sys.dont_write_bytecode = True
from editor import Run  # noqa: E402
import vim_like  # noqa: E402


def main():
    run = Run("Vim", "vim")
    if b"+syntax" not in subprocess.run(["vim", "--version"], capture_output=True).stdout:
        print("skipped: this Vim has no syntax highlighting")
        run.end()
    script, out = vim_like.script(run)
    rc = run.folder / "vimrc"
    rc.write_text(f"set nocompatible encoding=utf-8 noswapfile hidden runtimepath^={run.packages}/vim\n"
                  "filetype plugin indent on\nsyntax on\n", encoding="utf-8")
    _, said = run.start(["vim", "-N", "-u", rc, "-i", "NONE", "-n", "-es", "-S", script])
    vim_like.judge(run, out, said)
    run.end()


main()
