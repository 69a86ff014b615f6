#!/usr/bin/env python3
"""The conversation itself: its beginning and end, limits, cancelling, folders, progress.  usage: test_protocol.py BUILD [NAME]"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import Client, Wrong  # noqa: E402

A = "年度 2021\n引用 \"b.pgl\"\n项目 甲 { 数据 件: 累计 件  数量指标 乙 ≥ 5件 取值 加倍(件) }\n"
B = "函数 加倍(x) = x * 2\n"


def need(ok, what):
    if not ok:
        raise Wrong(what)


def frame(message):
    body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def raw(c, *messages):
    c.child.stdin.write(b"".join(frame(m) for m in messages))
    c.child.stdin.flush()


def pour(c, data):
    """Bytes that the server need not take."""
    try:
        c.child.stdin.write(data)
        c.child.stdin.flush()
    except BrokenPipeError:
        pass


def answer_to(c, number):
    while True:
        m = c.receive()
        if m.get("id") == number and "method" not in m:
            return m
        c.handle(m)


def ends(c, seconds=10):
    try:
        return c.child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Wrong("the server did not end") from None


def before_and_after(c):
    need(c.request("textDocument/hover", {}, error=True)["code"] == -32002, "a request before initialize")
    c.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///x.pgl", "text": "", "languageId": "pgl", "version": 1}})
    c.initialize()
    need(c.request("initialize", {}, error=True)["code"] == -32600, "initialize twice")
    need(c.request("pgl/nothing", {}, error=True)["code"] == -32601, "an unknown method")
    need(c.request("textDocument/hover", [1], error=True)["code"] == -32602, "params that are no object")
    c.notify("$/pgl/nothing", {})
    c.shutdown()
    need(c.request("textDocument/hover", {}, error=True)["code"] == -32600, "a request after shutdown")
    c.exit(0)


def exit_without_shutdown(c):
    c.initialize()
    c.exit(1)


def end_of_input(c):
    c.initialize()
    c.child.stdin.close()
    need(ends(c) == 1, "the end of input without shutdown is 1")


def ends_with_its_parent(c):
    parent = subprocess.Popen(["sleep", "1000"])
    try:
        c.request("initialize", {"processId": parent.pid, "rootUri": None, "capabilities": {}})
        c.notify("initialized", {})
        time.sleep(0.3)
        need(c.child.poll() is None, "it lives while its parent does")
    finally:
        parent.kill()
        parent.wait()
    ends(c)


def cancelled(c):
    c.initialize()
    c.open("a.pgl", A)
    uri = c.uri("a.pgl")
    raw(c, {"id": 90, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": uri}}},
        {"id": 91, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": uri}}},
        {"method": "$/cancelRequest", "params": {"id": 91}}, {"method": "$/cancelRequest", "params": {"id": "nobody"}})
    need("result" in answer_to(c, 90), "what was not cancelled is answered")
    need(answer_to(c, 91)["error"]["code"] == -32800, "what was cancelled says so")


def limits(c):
    c.initialize()
    raw(c, b'{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":' + b"[" * 129 + b"]" * 129 + b"}")
    need(answer_to(c, None)["error"]["code"] == -32700, "JSON beyond its depth")
    raw(c, b"{no json")
    need(answer_to(c, None)["error"]["code"] == -32700, "no JSON")
    raw(c, b'{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}')
    need(answer_to(c, None)["error"]["code"] == -32600, "an id that is none")
    pour(c, b"Content-Length: 99999999999\r\n\r\n" + b"x" * 5000)
    try:
        c.child.stdin.close()
    except BrokenPipeError:
        pass
    ends(c)


def long_header(c):
    c.initialize()
    pour(c, b"X: " + b"y" * 100000)
    ends(c)


def odd_texts(c):
    c.initialize()
    raw(c, b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"' + c.uri("a.pgl").encode() +
        b'","languageId":"pgl","version":1,"text":"\xe9\xa1\xb9\xe7\x9b\xae \\ud800 { \\udc00 \\u0000 }"}}}')
    c.docs["a.pgl"] = "项目 \ufffd { \ufffd \0 }"
    for method in ("documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink"):
        c.ask(method, "a.pgl")
    for at in range(len(c.docs["a.pgl"]) + 1):
        c.ask("hover", "a.pgl", at)
        c.ask("completion", "a.pgl", at)
    for uri in ("untitled:新建", "http://x/a.pgl", "file://other/a.pgl", "file:///%zz.pgl", "file:///a%00b.pgl"):
        c.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "pgl", "version": 1, "text": A}})
        c.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}, error=True)
        c.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}, error=True)


def folders(c):
    one, two = c.root / "一", c.root / "二"
    for folder, name in ((one, "东区"), (two, "西区")):
        folder.mkdir()
        (folder / "a.pgl").write_text(f"年度 2021\n项目 {name} {{ 数量指标 乙 ≥ 5件 }}\n", encoding="utf-8")

    def named(word):
        return [s["name"] for s in c.request("workspace/symbol", {"query": word})]

    def folder(path):
        return {"uri": path.as_uri(), "name": path.name}
    c.request("initialize", {"processId": None, "rootUri": None, "capabilities": {"workspace": {"workspaceFolders": True}},
                             "workspaceFolders": [folder(one)]})
    c.notify("initialized", {})
    need(named("东区") == ["东区"] and not named("西区"), "the first folder only")
    c.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder(two)], "removed": []}})
    need(named("西区") == ["西区"] and named("东区"), "both folders")
    c.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder(one)]}})
    need(named("西区") and not named("东区"), "the second folder only")


def progress(c):
    for i in range(300):
        (c.root / f"{i}").mkdir()
        (c.root / f"{i}" / "a.pgl").write_text(f"年度 2021\n项目 甲{i} {{\n" + "  数量指标 乙 ≥ 5件\n" * 50 + "}\n", encoding="utf-8")
    told = []
    handle = c.handle
    c.handle = lambda m: (told.append(m["params"]["value"]["kind"]) if m.get("method") == "$/progress" else None, handle(m))
    c.initialize({"window": {"workDoneProgress": True}})
    while "window/workDoneProgress/create" not in [m["method"] for m in c.asked]:
        c.handle(c.receive())
    end = time.monotonic() + 60
    while (not told or told[-1] != "end") and time.monotonic() < end:
        c.request("pgl/nothing", {}, error=True)
        time.sleep(0.02)
    need([m["method"] for m in c.asked].count("window/workDoneProgress/create") == 1, "a token is asked for once")
    need(told[0] == "begin" and told[-1] == "end" and set(told[1:-1]) <= {"report"}, f"progress begins and ends: {told}")


def pulled(c):
    (c.root / "b.pgl").write_text(B, encoding="utf-8")
    (c.root / "c.pgl").write_text("年度 2021\n项目 丙 { 数量指标 丁 30个 }\n", encoding="utf-8")
    c.pull = True
    c.initialize({"textDocument": {"diagnostic": {"relatedDocumentSupport": True}}})
    need(c.capabilities["diagnosticProvider"]["interFileDependencies"], "files depend on one another")
    c.open("a.pgl", A)
    c.open("b.pgl")
    first = c.ask("diagnostic", "a.pgl")
    need(first["kind"] == "full" and first["items"] == [], f"nothing to find: {first}")
    c.ask("diagnostic", "b.pgl")
    again = c.ask("diagnostic", "a.pgl", previousResultId=first["resultId"])
    need(again["kind"] == "unchanged", "nothing changed")
    text = c.docs["b.pgl"]
    c.change("b.pgl", 0, len(text), "函数 加三倍(x) = x * 3\n", whole=True)
    b = c.ask("diagnostic", "b.pgl")
    related = b.get("relatedDocuments", {}).get(c.uri("a.pgl"))
    need(related and related["items"], f"the other document's findings come along: {b}")
    every = c.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    need({c.name(i["uri"]): [d["code"] for d in i["items"]] for i in every}.get("c.pgl") == ["T05"], f"the workspace: {every}")
    known = [{"uri": i["uri"], "value": i["resultId"]} for i in every]
    same = c.request("workspace/diagnostic", {"previousResultIds": known})["items"]
    need([i["kind"] for i in same] == ["unchanged"] * len(every), "the workspace is unchanged")


def tags(c):
    c.initialize({"textDocument": {"publishDiagnostics": {"tagSupport": {"valueSet": [1, 2]}, "versionSupport": True}}})
    c.open("a.pgl", "年度 2021\n项目 甲 {\n  允许 T05 \"没有用\"\n  数量指标 乙 ≥ 5件\n}\n")
    found = c.diagnostics("a.pgl")
    need([(d["code"], d.get("tags")) for d in found] == [("W0631", [1])], f"what can go is unnecessary: {found}")


def plain_client(c):
    """One that can do nothing is asked nothing, and gets the oldest shapes."""
    c.request("initialize", {"processId": None, "rootUri": c.root.as_uri(), "capabilities": {}})
    c.notify("initialized", {})
    c.open("a.pgl", A)
    symbols = c.ask("documentSymbol", "a.pgl")
    need("location" in symbols[0] and "children" not in symbols[0], "symbols as a list")
    need(c.ask("hover", "a.pgl", A.index("甲"))["contents"]["kind"] == "plaintext", "hover as plain text")
    need("changes" in c.ask("rename", "a.pgl", A.index("甲"), newName="丙"), "edits as changes")
    need("$" not in json.dumps(c.ask("completion", "a.pgl", len(A))["items"]), "no snippets")
    need(not c.asked, f"nothing is asked: {c.asked}")


TESTS = [before_and_after, exit_without_shutdown, end_of_input, ends_with_its_parent, cancelled, limits, long_header, odd_texts,
         folders, progress, pulled, tags, plain_client]


def main():
    pgl, only = str(Path(sys.argv[1]).resolve() / "pgl"), sys.argv[2] if len(sys.argv) > 2 else ""
    wrong = 0
    tests = [t for t in TESTS if only in t.__name__]
    for test in tests:
        with tempfile.TemporaryDirectory() as root:
            client = Client([pgl, "lsp", "--stdio"], root, env={**os.environ, "LC_ALL": "C.UTF-8"})
            try:
                test(client)
                if client.child.poll() not in (None, 0, 1):
                    raise Wrong(f"exit {client.child.returncode}: {client.child.stderr.read().decode(errors='replace')[-2000:]}")
            except Wrong as why:
                wrong += 1
                print(f"{test.__name__}: {why}")
            finally:
                client.kill()
    print(f"{len(tests) - wrong} passed, {wrong} failed")
    return 1 if wrong or not tests else 0


sys.exit(main())
