#!/usr/bin/env python3
"""Real editors with their packages and `pgl lsp`, over a gaoxin project with one mistake: each tells the mistake, completes,
hovers, jumps to a definition, renames across two files and formats; what it leaves is what pgl fmt leaves."""
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from editor import ROOT, Run  # noqa: E402

FILE, OTHER = "01-招商经费.pgl", "00-部门.pgl"
HERE = ROOT / "tests" / "editors"
ELPA = "/usr/share/emacs/site-lisp"
ALE = next((d for d in ("/usr/share/vim-ale", "/usr/share/vim/addons") if os.path.exists(d + "/autoload/ale.vim")), None)


def project(run, name):
    folder = run.folder / name
    folder.mkdir()
    for path in [*(ROOT / "examples" / "gaoxin-2021").glob("*.pgl"), ROOT / "examples" / "gaoxin-2021" / "actuals.csv"]:
        shutil.copy(path, folder)
    text = (folder / FILE).read_text(encoding="utf-8")
    assert text.count("≥ 200人次") == 1
    (folder / FILE).write_text(text.replace("≥ 200人次", "≥ 200人"), encoding="utf-8")
    return folder


def judge(run, name, folder, said, out, hovers=True):
    if not out.exists():
        run.check(False, f"{name}: no answer: {said[-1500:]}")
        return
    got = json.loads(out.read_text(encoding="utf-8"))
    if "failed" in got:
        run.check(False, f"{name}: {got['failed']}; {got}; {said[-800:]}")
        return
    found = got.get("diagnostics", [])
    run.check(len(found) == 1 and "E0301" in str(found[0]["code"]) and found[0]["text"] == "≥ 200人", f"{name}: diagnostics {found}")
    if hovers:
        said = got.get("hover", "")
        run.check("数据 到会客商: 累计 人次" in said and ("累计，年初至今各行相加" in said or "the sum within" in said), f"{name}: hover {said!r}")
    run.check("到会客商" in got.get("completion", []), f"{name}: completion {got.get('completion')}")
    run.check(got.get("jump", "").startswith("到会客商"), f"{name}: jump {got.get('jump')!r}")
    for file in (FILE, OTHER):
        text = (folder / file).read_text(encoding="utf-8")
        run.check("到会的客商" in text and not [w for w in ("取值 到会客商", "合计(到会客商)", "数据 到会客商") if w in text],
                  f"{name}: rename in {file}")
    formatted = subprocess.run([run.build / "pgl", "fmt", "-"], input=(folder / FILE).read_bytes(), capture_output=True).stdout
    run.check(formatted and formatted == (folder / FILE).read_bytes(), f"{name}: {FILE} is not formatted")
    run.same(f"{name}: errors", got.get("errors") or "", "")


def start(run, name, folder, args, **env):
    out = run.folder / f"{name}.json"
    done = subprocess.run(list(map(str, args)), cwd=folder, env=run.env(CLIENT_OUT=str(out), **env), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    judge(run, name, folder, done.stdout.decode("utf-8", "replace"), out, name != "vim")  # ALE echoes it


def skip(what):
    print(f"skipped: {what} is not installed")


def neovim(run):
    if not shutil.which("nvim"):
        return skip("Neovim")
    rc = run.folder / "init.vim"
    rc.write_text(f"set noswapfile hidden runtimepath^={run.packages}/neovim\n", encoding="utf-8")
    start(run, "neovim", project(run, "neovim"), ["nvim", "--headless", "-u", rc, "-i", "NONE", "-n", FILE, "-c", f"luafile {HERE}/client.lua"])


def vim(run):
    if not shutil.which("vim") or not ALE:
        return skip("Vim with ALE")
    rc = run.folder / "vimrc"
    rc.write_text(f"set nocompatible encoding=utf-8 noswapfile hidden runtimepath^={run.packages}/vim,{ALE}\nlet g:ale_echo_cursor = 0\n"
                  "filetype plugin indent on\nsyntax on\n", encoding="utf-8")
    folder = project(run, "vim")
    # ALE's own, in place of asking for the new name
    start(run, "vim", folder, ["vim", "-N", "-u", rc, "-i", "NONE", "-n", "-es", FILE, "-S", HERE / "client.vim"])


def emacs(run, client, package):
    if not shutil.which("emacs") or not any(d.startswith(package) for d in os.listdir(ELPA + "/elpa")):
        return skip(f"Emacs with {client}")
    start(run, client, project(run, client), ["emacs", "--batch", "-Q", "-l", run.packages / "emacs/pgl-mode.el", "-l", HERE / "client.el"], CLIENT=client)


def encoding(run):
    """A client that counts bytes and cannot offer so says it in its own way (ALE)."""
    for wanted, given in (("utf-8", "utf-8"), ("utf-32", "utf-32"), ("utf-7", "utf-16"), (8, "utf-16")):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": {"positionEncoding": wanted}}})
        done = subprocess.run([run.build / "pgl", "lsp"], input=f"Content-Length: {len(body)}\r\n\r\n{body}".encode(), capture_output=True)
        run.check(f'"positionEncoding":"{given}"'.encode() in done.stdout, f"positionEncoding {wanted}: {done.stdout[:200]}")


def main():
    run = Run("clients")
    if b"lsp" not in subprocess.run([run.build / "pgl", "--help"], capture_output=True).stdout:
        print("skipped: no pgl lsp in this build")
        run.end()
    encoding(run)
    neovim(run)
    vim(run)
    if os.path.isdir(ELPA + "/elpa"):
        emacs(run, "eglot", "eglot-")
        emacs(run, "lsp-mode", "lsp-mode-")
    run.end()


if __name__ == "__main__":
    main()
