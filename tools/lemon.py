#!/usr/bin/env python3
"""Run Lemon on a grammar; a conflict is an error.  usage: lemon.py OUTDIR GRAMMAR

-c keeps every reduction explicit: with the usual compression a state's default reduction hides a keyword's
own one, the keyword falls back to a name and is swallowed.
"""
import subprocess
import sys


def main():
    outdir, grammar = sys.argv[1:]
    done = subprocess.run(["lemon", "-c", "-d" + outdir, grammar], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    sys.stderr.write(done.stdout)
    return 1 if done.returncode else 0


sys.exit(main())
