#!/usr/bin/env python3
"""VS Code itself (code-server in headless Chromium) with the packed extension, over the same project as the others.

Wants build/editors/pgl.vsix, `chromium`, and `code-server` on PATH or its start script in CODE_SERVER (run by node).
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from editor import ROOT, Run  # noqa: E402
from test_clients import FILE, judge, project  # noqa: E402

SETTINGS = {"security.workspace.trust.enabled": False, "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off",
            "files.autoSave": "off", "extensions.autoCheckUpdates": False}


def command():
    entry = os.environ.get("CODE_SERVER")
    return ["node", entry] if entry else ["code-server"] if shutil.which("code-server") else None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def main():
    server, package = command(), ROOT / "build" / "editors" / "pgl.vsix"
    if not server or not package.exists():
        print("skipped: VS Code is not installed (code-server), or there is no build/editors/pgl.vsix")
        print("0 passed, 0 failed")
        return
    run = Run("VS Code", "chromium", "node")
    work, data, extensions, out = project(run, "work"), run.folder / "data", run.folder / "extensions", run.folder / "out.json"
    (work / "草稿.pgl").write_text("", encoding="utf-8")
    for place in ("User", "Machine"):  # a server reads what concerns the machine from its own
        (data / place).mkdir(parents=True)
        (data / place / "settings.json").write_text(json.dumps({**SETTINGS, "pgl.path": str(run.build / "pgl")}), encoding="utf-8")
    (run.folder / "config.yaml").write_text("auth: none\n")
    common = [*server, "--user-data-dir", data, "--extensions-dir", extensions, "--config", run.folder / "config.yaml"]
    code, said = run.start([*common, "--install-extension", package])
    run.check(code == 0, f"install-extension: {said}")
    shutil.copytree(ROOT / "tests/editors/vscode-driver", extensions / "pgl.pgl-driver-0.0.1")
    (extensions / "extensions.json").unlink(missing_ok=True)  # VS Code looks itself what is there
    port = free_port()
    env = run.env(CLIENT_FILE=str(work / FILE), CLIENT_OUT=str(out))
    children = [subprocess.Popen(list(map(str, [*common, "--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry",
                                                "--disable-update-check", "--disable-workspace-trust", work])),
                                 env=env, start_new_session=True, stdin=subprocess.DEVNULL,
                                 stdout=open(run.folder / "log", "wb"), stderr=subprocess.STDOUT)]
    try:
        for _ in range(300):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        children.append(subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900", f"--user-data-dir={run.folder}/chromium",
             "--remote-debugging-port=0", f"http://127.0.0.1:{port}/?folder={work}"],
            env=run.env(), start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        end = time.time() + 90
        while not out.exists() and time.time() < end:
            time.sleep(0.1)
    finally:
        for child in children:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait()
    judge(run, "VS Code", work, (run.folder / "log").read_text(errors="replace"), out)
    got = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    run.same("language", got.get("language"), "pgl")
    run.check(any(l.startswith(("总分 ", "total ")) for l in got.get("lenses", [])), f"code lenses: {got.get('lenses')}")
    run.check(got.get("semanticTokens", 0) > 100, f"semantic tokens: {got.get('semanticTokens')}")
    run.same("tasks", got.get("tasks"), ["check", "eval", "test"])
    run.same("problems of the task", got.get("matched"), "M07")
    run.check(got.get("snippets", 0) > 20, f"snippets: {got.get('snippets')}")
    run.same("typed", got.get("typed"), ["项目 甲 {", "  备注 “乙”", "  产出指标 ｛", "    指标 丁 是", "  ｝", "}"])
    run.end()


main()
