#!/usr/bin/env python3
"""Neovim: the same as Vim with the package for Neovim."""
import sys

sys.dont_write_bytecode = True
from editor import Run  # noqa: E402
import vim_like  # noqa: E402


def main():
    run = Run("Neovim", "nvim")
    script, out = vim_like.script(run)
    rc = run.folder / "init.vim"
    rc.write_text(f"set noswapfile hidden runtimepath^={run.packages}/neovim\n", encoding="utf-8")
    _, said = run.start(["nvim", "--headless", "-u", rc, "-i", "NONE", "-n", "-S", script])
    vim_like.judge(run, out, said)
    run.end()


main()
