#!/usr/bin/env python3
"""`install EDITOR` puts a package where its editor finds it, and keeps what other people wrote there."""
import json
import os
import subprocess
import sys
import tomllib

sys.dont_write_bytecode = True
from editor import ROOT, SAMPLE, Run  # noqa: E402


def install(run, editor):
    command = [sys.executable, str(ROOT / "tools" / "editors.py"), "install", editor, str(run.packages)]
    done = subprocess.run(command, env=run.env(), capture_output=True, text=True)
    run.check(done.returncode == 0, f"install {editor}: {done.stderr}")


def kate(run, home):
    settings = home / ".config/kate/lspclient/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"servers": {"c": {"command": ["clangd"]}}, "other": 1}')
    install(run, "kate")
    have = json.loads(settings.read_text(encoding="utf-8"))
    run.same("kate keeps other servers", (have["servers"]["c"], have["other"]), ({"command": ["clangd"]}, 1))
    run.same("kate has ours", have["servers"]["pgl"]["command"], ["pgl", "lsp"])
    run.check((home / ".local/share/org.kde.syntax-highlighting/syntax/pgl.xml").exists(), "kate: no syntax file")


def helix(run, home):
    settings = home / ".config/helix/languages.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[[language]]\nname = "c"\n')
    install(run, "helix")
    install(run, "helix")
    text = settings.read_text(encoding="utf-8")
    languages = {row["name"]: row for row in tomllib.loads(text)["language"]}
    run.same("helix: the server", languages["pgl"]["language-servers"], ["pgl"])
    run.same("helix: ours once, theirs kept", (text.count('name = "pgl"'), text.count('name = "c"')), (1, 1))


def started(run, what, args):
    """What an editor says of a .pgl file, started as its user starts it."""
    out = run.folder / f"{what}.out"
    args = [str(a).replace("OUT", str(out)) for a in args]
    done = subprocess.run(args, env=run.env(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    said = out.read_text(encoding="utf-8").strip() if out.exists() else done.stdout + done.stderr
    run.same(f"{what}, as its user starts it", said, "pgl")


def has(program):
    return any(os.access(os.path.join(p, program), os.X_OK) for p in os.environ.get("PATH", "").split(":"))


def main():
    run = Run("install")
    home = run.folder / "home"
    run.env()
    kate(run, home)
    helix(run, home)
    install(run, "vim")
    (home / ".vimrc").write_text("filetype plugin indent on\nsyntax on\n")
    ask = 'call writefile([get(b:, "current_syntax", "none")], "OUT")'
    if has("vim"):
        started(run, "vim", ["vim", "-n", "-es", SAMPLE, "-u", home / ".vimrc", "-c", ask, "-c", "qall!"])
    install(run, "neovim")
    if has("nvim"):
        started(run, "nvim", ["nvim", "--headless", "-n", SAMPLE, "-c", ask, "-c", "qall!"])
    if has("emacs"):
        install(run, "emacs")
        started(run, "emacs", ["emacs", "--batch", "--eval", "(package-activate-all)", "--eval", f'(find-file "{SAMPLE}")', "--eval",
                               '(write-region (string-remove-suffix "-mode" (symbol-name major-mode)) nil "OUT")'])
    run.end()


main()
