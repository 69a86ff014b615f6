"""A small LSP client: frames over a child's pipes, positions in UTF-16, and the steps of a scenario.

A scenario is JSON: {"files": {name: text}, "settings": {}, "steps": [...]}. Steps and `expect` are those that
editors' checkers know (do: initialize open change save close write watched settings diagnostics hover completion
definition references documentHighlight documentSymbol foldingRange selectionRange documentLink codeLens codeAction
inlayHint signatureHelp prepareRename rename format rangeFormat onTypeFormat semanticTokens workspaceSymbol
randomEdits asked shutdown exit, or {"method": ..., "params": ...}).
"""
import json
import os
import random
import select
import subprocess
import time
from pathlib import Path
from urllib.parse import quote, unquote

ENCODING = {"utf-8": lambda s: len(s.encode()), "utf-16": lambda s: len(s.encode("utf-16-le")) // 2, "utf-32": len}


class Wrong(Exception):
    pass


class Client:
    def __init__(self, command, root, env=None, encoding="utf-16", pull=False, settings=None, timeout=60):
        self.root, self.encoding, self.timeout, self.settings = Path(root), encoding, timeout, settings or {}
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=env, cwd=root)
        self.buffer, self.id, self.docs, self.versions, self.pushed, self.pull = b"", 0, {}, {}, {}, pull
        self.capabilities, self.asked = {}, []

    # ---- frames

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        try:
            self.child.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.child.stdin.flush()
        except BrokenPipeError:
            raise Wrong(f"the server ended: {self.child.stderr.read().decode(errors='replace')[-3000:]}") from None

    def receive(self):
        end = time.monotonic() + self.timeout
        while True:
            head = self.buffer.find(b"\r\n\r\n")
            if head >= 0:
                length = int(self.buffer[:head].split(b":")[1])
                if len(self.buffer) >= head + 4 + length:
                    body = self.buffer[head + 4:head + 4 + length]
                    self.buffer = self.buffer[head + 4 + length:]
                    return json.loads(body)
            if not select.select([self.child.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise Wrong("no answer in time")
            data = os.read(self.child.stdout.fileno(), 1 << 16)
            if not data:
                raise Wrong(f"the server ended: {self.child.stderr.read().decode(errors='replace')[:3000]}")
            self.buffer += data

    def handle(self, m):
        if "method" not in m:
            return
        if m["method"] == "textDocument/publishDiagnostics":
            self.pushed[m["params"]["uri"]] = m["params"]
        if "id" in m:
            self.asked.append(m)
            result = [self.settings.get(i.get("section")) for i in m["params"]["items"]] \
                if m["method"] == "workspace/configuration" else None
            self.send(id=m["id"], result=result)

    def request(self, method, params, error=False):
        self.id += 1
        mine = self.id
        self.send(id=mine, method=method, params=params)
        while True:
            m = self.receive()
            if m.get("id") == mine and "method" not in m:
                if "error" in m and not error:
                    raise Wrong(f"{method}: {m['error']}")
                return m.get("error") if error else m["result"]
            self.handle(m)

    def notify(self, method, params):
        self.send(method=method, params=params)

    # ---- places

    def uri(self, name):
        return "file://" + quote(str((self.root / name).resolve()))

    def name(self, uri):
        return os.path.relpath(unquote(uri.removeprefix("file://")), self.root.resolve())

    def position(self, text, offset):
        before = text[:offset]
        line = before.count("\n")
        return {"line": line, "character": ENCODING[self.encoding](before[before.rfind("\n") + 1:])}

    def offset(self, text, position):
        lines = text.split("\n")
        if position["line"] >= len(lines):
            raise Wrong(f"position beyond the text: {position}")
        line, at = lines[position["line"]], 0
        while at < len(line) and ENCODING[self.encoding](line[:at]) < position["character"]:
            at += 1
        if ENCODING[self.encoding](line[:at]) != position["character"]:
            raise Wrong(f"position inside a character or beyond its line: {position}")
        return sum(len(x) + 1 for x in lines[:position["line"]]) + at

    def text_of(self, text, r):
        a, b = self.offset(text, r["start"]), self.offset(text, r["end"])
        if a > b:
            raise Wrong(f"reversed range: {r}")
        return text[a:b]

    def apply(self, text, edits):
        places = sorted((self.offset(text, e["range"]["start"]), self.offset(text, e["range"]["end"]), i, e["newText"])
                        for i, e in enumerate(edits or []))
        for x, y in zip(places, places[1:]):
            if y[0] < x[1]:
                raise Wrong(f"edits overlap: {x} {y}")
        for a, b, _, new in reversed(places):
            text = text[:a] + new + text[b:]
        return text

    def workspace_edit(self, edit):
        changes = dict(edit.get("changes") or {})
        for d in edit.get("documentChanges") or []:
            changes.setdefault(d["textDocument"]["uri"], []).extend(d["edits"])
        out = {}
        for uri, edits in changes.items():
            name = self.name(uri)
            old = self.docs.get(name)
            if old is None:
                old = (self.root / name).read_text(encoding="utf-8")
            out[name] = self.apply(old, edits)
        return out

    # ---- documents

    def initialize(self, capabilities=None, folders=True, options=None):
        base = {"general": {"positionEncodings": [self.encoding]},
                "workspace": {"configuration": True, "workspaceEdit": {"documentChanges": True}},
                "textDocument": {
                    "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
                    "completion": {"completionItem": {"snippetSupport": True}}, "rename": {"prepareSupport": True},
                    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}}},
                    "hover": {"contentFormat": ["markdown"]},
                    "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
        if self.pull:
            base["textDocument"]["diagnostic"] = {}
        for key, value in (capabilities or {}).items():
            base.setdefault(key, {}).update(value)
        root = "file://" + quote(str(self.root.resolve()))
        result = self.request("initialize", {
            "processId": os.getpid(), "rootUri": root if folders else None, "locale": "zh-cn", "capabilities": base,
            "initializationOptions": options,
            "workspaceFolders": [{"uri": root, "name": "root"}] if folders else None})
        self.capabilities = result["capabilities"]
        if self.capabilities.get("positionEncoding", "utf-16") != self.encoding:
            raise Wrong(f"encoding: {self.capabilities.get('positionEncoding')}")
        self.notify("initialized", {})
        return result

    def open(self, name, text=None, language="pgl", version=1):
        if text is None:
            text = (self.root / name).read_text(encoding="utf-8")
        self.docs[name], self.versions[name] = text, version
        self.notify("textDocument/didOpen", {"textDocument": {"uri": self.uri(name), "languageId": language, "version": version,
                                                              "text": text}})

    def change(self, name, start, end, new, whole=False):
        text = self.docs[name]
        self.versions[name] += 1
        event = {"text": text[:start] + new + text[end:]} if whole else {
            "range": {"start": self.position(text, start), "end": self.position(text, end)}, "text": new}
        self.docs[name] = text[:start] + new + text[end:]
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri(name), "version": self.versions[name]}, "contentChanges": [event]})

    def ask(self, method, name, at=None, **more):
        params = {"textDocument": {"uri": self.uri(name)}, **more}
        if at is not None:
            params["position"] = self.position(self.docs[name], at)
        return self.request("textDocument/" + method, params)

    def diagnostics(self, name):
        if self.pull:
            return self.ask("diagnostic", name).get("items", [])
        uri, end = self.uri(name), time.monotonic() + self.timeout
        while True:
            got = self.pushed.get(uri)
            if got and got.get("version") == self.versions[name]:
                return got["diagnostics"]
            if time.monotonic() > end:
                raise Wrong("no diagnostics in time")
            self.handle(self.receive())

    def shutdown(self):
        self.request("shutdown", None)

    def exit(self, code=0):
        self.notify("exit", None)
        got = self.child.wait(self.timeout)
        if got != code:
            raise Wrong(f"exit {got}, not {code}: {self.child.stderr.read().decode(errors='replace')[-3000:]}")

    def kill(self):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            try:
                pipe.close()
            except BrokenPipeError:  # what was not taken any more
                pass


# ---- scenarios

def strings(value, out):
    if isinstance(value, str):
        out.append(value)
    elif isinstance(value, dict):
        for v in value.values():
            strings(v, out)
    elif isinstance(value, list):
        for v in value:
            strings(v, out)
    return out


def items_of(result):
    if isinstance(result, dict):
        for key in ("items", "signatures", "edits"):
            if key in result:
                return result[key]
    return result if isinstance(result, list) else [] if result is None else [result]


def look(value, path):
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def check(expect, result, where):
    items = items_of(result)
    text = "\n".join(strings(result, []))

    def need(ok, what):
        if not ok:
            raise Wrong(f"{where}: {what}; got {json.dumps(result, ensure_ascii=False)[:1500]}")
    for key, want in expect.items():
        if key == "null":
            need((result is None) == want, f"null {want}")
        elif key == "count":
            need(len(items) == want, f"count {want}, is {len(items)}")
        elif key == "min":
            need(len(items) >= want, f"at least {want}")
        elif key == "max":
            need(len(items) <= want, f"at most {want}")
        elif key == "contains":
            for w in want:
                need(w in text, f"contains {w!r}")
        elif key == "lacks":
            for w in want:
                need(w not in text, f"lacks {w!r}")
        elif key == "labels":
            for w in want:
                need(w in [i.get("label") for i in items], f"label {w!r}")
        elif key == "first":
            need([i.get("label") for i in items][:len(want)] == want, f"first labels {want}")
        elif key == "noLabels":
            for w in want:
                need(w not in [i.get("label") for i in items], f"no label {w!r}")
        elif key == "path":
            need(look(result, want) == expect["equals"], f"{want} = {expect['equals']!r}")


class Scenario:
    def __init__(self, client, source, rng=0):
        self.c, self.source, self.random = client, source, random.Random(rng)

    def at(self, step, key="at"):
        text, at = self.c.docs[step["file"]], step.get(key)
        if at is None:
            return None
        if isinstance(at, int):
            return at
        if isinstance(at, dict) and "find" in at:
            i = -1
            for _ in range(at.get("nth", 0) + 1):
                i = text.index(at["find"], i + 1)
            return i + at.get("offset", 0)
        if isinstance(at, dict):
            return self.c.offset(text, at)
        bar = at.index("|")
        return text.index(at.replace("|", "", 1)) + bar

    def range(self, step):
        text = self.c.docs[step["file"]]
        if "select" in step:
            a = text.index(step["select"])
            b = a + len(step["select"])
        elif step.get("at") is not None:
            a = b = self.at(step)
        else:
            a, b = 0, len(text)
        return {"start": self.c.position(text, a), "end": self.c.position(text, b)}

    def edit_check(self, step, edits, where):
        e, text = step.get("expect", {}), self.c.docs[step["file"]]
        now = self.c.apply(text, edits)
        if "expectText" in step and now != step["expectText"]:
            raise Wrong(f"{where}: became {now!r}, not {step['expectText']!r}")
        for w in step.get("expectHas", []):
            if w not in now:
                raise Wrong(f"{where}: lacks {w!r}: {now!r}")
        if step.get("apply"):
            self.c.change(step["file"], 0, len(text), now, whole=True)
        check(e, edits, where)

    def run(self):
        for i, step in enumerate(self.source["steps"]):
            where = f"step {i} {step.get('do') or step.get('method')}"
            try:
                self.step(step, where)
            except (KeyError, ValueError, IndexError, TypeError) as why:
                raise Wrong(f"{where}: {type(why).__name__} {why}") from why

    def step(self, step, where):
        c, do, f = self.c, step.get("do"), step.get("file")
        if step.get("method"):
            result = c.request(step["method"], self.fill(step.get("params")), error="error" in step.get("expect", {}))
            if "error" in step.get("expect", {}) and result["code"] != step["expect"]["error"]:
                raise Wrong(f"{where}: error {result}")
            return check({k: v for k, v in step.get("expect", {}).items() if k != "error"}, result, where)
        if do == "initialize":
            return check(step.get("expect", {}), c.initialize(step.get("capabilities"), step.get("folders", True),
                                                              step.get("initializationOptions")), where)
        if do == "open":
            return c.open(f, step.get("text"), step.get("language", "pgl"))
        if do == "change":
            for e in step["edits"]:
                text = c.docs[f]
                if e.get("all"):
                    c.change(f, 0, len(text), e["text"], whole=True)
                elif "replace" in e:
                    a = text.index(e["replace"])
                    c.change(f, a, a + len(e["replace"]), e["text"])
                else:
                    a = self.at({"file": f, **e})
                    c.change(f, a, a, e["text"])
            return None
        if do == "type":
            a = self.at(step)
            for k, ch in enumerate(step["text"]):
                c.change(f, a + k, a + k, ch)
            return None
        if do == "close":
            c.notify("textDocument/didClose", {"textDocument": {"uri": c.uri(f)}})
            return c.docs.pop(f)
        if do == "save":
            return c.notify("textDocument/didSave", {"textDocument": {"uri": c.uri(f)}})
        if do == "write":
            (c.root / f).parent.mkdir(parents=True, exist_ok=True)
            return (c.root / f).write_text(step["text"], encoding="utf-8")
        if do == "watched":
            return c.notify("workspace/didChangeWatchedFiles",
                            {"changes": [{"uri": c.uri(f), "type": {"create": 1, "change": 2, "delete": 3}[step.get("type", "change")]}]})
        if do == "settings":
            c.settings = step["settings"]
            return c.notify("workspace/didChangeConfiguration", {"settings": c.settings})
        if do == "diagnostics":
            return check(step.get("expect", {}), c.diagnostics(f), where)
        if do == "asked":  # what the server has asked for since the last such step
            c.request("workspace/symbol", {"query": "没有这样的"})
            got, c.asked = [m for m in c.asked if m["method"] == step["request"]], []
            return check(step["expect"], got, where)
        if do == "shutdown":
            return c.shutdown()
        if do == "exit":
            return c.exit(step.get("code", 0))
        if do == "randomEdits":
            return self.random_edits(step, where)
        return self.feature(step, do, f, where)

    def fill(self, value):
        if isinstance(value, str):
            return self.c.uri(value[4:]) if value.startswith("uri:") else value
        if isinstance(value, dict):
            return {k: self.fill(v) for k, v in value.items()}
        return [self.fill(v) for v in value] if isinstance(value, list) else value

    def feature(self, step, do, f, where):
        c, expect = self.c, step.get("expect", {})
        options = {"tabSize": 2, "insertSpaces": True}
        if do in ("hover", "definition", "documentHighlight", "prepareRename", "signatureHelp", "linkedEditingRange"):
            result = c.ask(do, f, self.at(step))
        elif do == "completion":
            result = c.ask(do, f, self.at(step))
            self.completion_check(f, self.at(step), result)
            if "accept" in step:
                item = next(i for i in result["items"] if i["label"] == step["accept"])
                return self.edit_check(step, [item["textEdit"]], where)
        elif do == "references":
            result = c.ask(do, f, self.at(step), context={"includeDeclaration": step.get("declaration", True)})
        elif do in ("documentSymbol", "foldingRange", "documentLink", "codeLens"):
            result = c.ask(do, f)
        elif do == "selectionRange":
            result = c.ask(do, f, positions=[c.position(c.docs[f], self.at(step))])
            check_selection(c, c.docs[f], result[0], self.at(step))
        elif do == "codeAction":
            found = [d for d in c.diagnostics(f)] if step.get("withDiagnostics") else []
            context = {"diagnostics": found}
            if "only" in step:
                context["only"] = step["only"]
            result = c.ask(do, f, range=self.range(step), context=context)
            if "title" in step:
                action = next((a for a in result or [] if step["title"] in a["title"]), None)
                if not action:
                    raise Wrong(f"{where}: no action {step['title']!r} among {[a['title'] for a in result or []]}")
                return self.texts(step, c.workspace_edit(action["edit"]), where)
        elif do == "inlayHint":
            result = c.ask(do, f, range=self.range(step))
            for hint in result or []:
                c.offset(c.docs[f], hint["position"])
        elif do == "rename":
            if "error" in expect:
                return c.request("textDocument/rename", {"textDocument": {"uri": c.uri(f)}, "newName": step["newName"],
                                                         "position": c.position(c.docs[f], self.at(step))}, error=True)
            result = c.ask(do, f, self.at(step), newName=step["newName"])
            if result is None:
                raise Wrong(f"{where}: null")
            return self.texts(step, c.workspace_edit(result), where)
        elif do == "format":
            return self.edit_check(step, c.ask("formatting", f, options=options), where)
        elif do == "rangeFormat":
            return self.edit_check(step, c.ask("rangeFormatting", f, range=self.range(step), options=options), where)
        elif do == "onTypeFormat":
            return self.edit_check(step, c.ask("onTypeFormatting", f, self.at(step), ch=step["ch"], options=options), where)
        elif do == "semanticTokens":
            result = c.ask("semanticTokens/full", f)
            seen = tokens_of(c, c.docs[f], result["data"])
            for word, kind in step.get("expectTypes", {}).items():
                if kind not in [k for w, k in seen if w == word]:
                    raise Wrong(f"{where}: {word!r} is no {kind}: {[k for w, k in seen if w == word]}")
            return None
        elif do == "workspaceSymbol":
            result = c.request("workspace/symbol", {"query": step["query"]})
        else:
            raise Wrong(f"{where}: no such step")
        return check(expect, result, where)

    def texts(self, step, now, where):
        for name, want in step.get("expectTexts", {}).items():
            if now.get(name) != want:
                raise Wrong(f"{where}: {name} became {now.get(name)!r}, not {want!r}")
        for name, want in step.get("expectHas", {}).items():
            for w in want:
                if w not in now.get(name, ""):
                    raise Wrong(f"{where}: {name} lacks {w!r}: {now.get(name)!r}")
        if step.get("apply"):
            for name, text in now.items():
                if name in self.c.docs:
                    self.c.change(name, 0, len(self.c.docs[name]), text, whole=True)
                else:
                    (self.c.root / name).write_text(text, encoding="utf-8")

    def completion_check(self, f, at, result):
        if not result:
            return
        text = self.c.docs[f]
        for item in result["items"]:
            r = item["textEdit"]["range"]
            a, b = self.c.offset(text, r["start"]), self.c.offset(text, r["end"])
            if not a <= at <= b or "\n" in text[a:b]:
                raise Wrong(f"an edit range off the cursor: {item}")
            if not follows(text[a:at], item.get("filterText", item["label"])):
                raise Wrong(f"filterText hides the item: {item}")

    def random_edits(self, step, where):
        c, f = self.c, step["file"]
        pieces = step.get("pieces") or ["{", "}", "\n", " ", "项目 新 {", "万元", "≥", "12月底前", "\"", "👨‍👩‍👧", "é", "，", "数据 甲: 累计 元", "//"]
        for _ in range(step.get("count", 20)):
            text = c.docs[f]
            a = self.random.randrange(len(text) + 1)
            b = min(len(text), a + self.random.choice([0, 0, 1, 3, 12]))
            c.change(f, a, b, self.random.choice(pieces))
            if self.random.randrange(4) == 0:
                c.ask("completion", f, self.random.randrange(len(c.docs[f]) + 1))
        got = self.everything(f)
        text = c.docs[f]
        c.notify("textDocument/didClose", {"textDocument": {"uri": c.uri(f)}})
        c.pushed.clear()
        c.open(f, text, version=c.versions[f])
        fresh = self.everything(f)
        for key, value in got.items():
            if fresh[key] != value:
                raise Wrong(f"{where}: {key} differs from a fresh start: {json.dumps(value, ensure_ascii=False)[:400]} "
                            f"/ {json.dumps(fresh[key], ensure_ascii=False)[:400]} in {text!r}")

    def everything(self, f):
        c, text = self.c, self.c.docs[f]
        whole = {"start": c.position(text, 0), "end": c.position(text, len(text))}
        out = {"diagnostics": c.diagnostics(f)}
        for method, more in (("documentSymbol", {}), ("foldingRange", {}), ("documentLink", {}), ("codeLens", {}),
                             ("inlayHint", {"range": whole}), ("formatting", {"options": {"tabSize": 2, "insertSpaces": True}}),
                             ("codeAction", {"range": whole, "context": {"diagnostics": []}})):
            if c.capabilities.get({"formatting": "documentFormatting"}.get(method, method) + "Provider"):
                out[method] = c.ask(method, f, **more)
        if c.capabilities.get("semanticTokensProvider"):
            out["semanticTokens"] = c.ask("semanticTokens/full", f)["data"]
        for k in range(5):
            at = len(text) * k // 5
            for method in ("completion", "hover", "definition", "documentHighlight"):
                if c.capabilities.get(method + "Provider"):
                    out[f"{method} {at}"] = c.ask(method, f, at)
        return out


def follows(typed, filter_text):
    it = iter(filter_text.lower())
    return all(ch in it for ch in typed.lower())


def check_selection(c, text, node, at):
    inner = None
    while node:
        a, b = c.offset(text, node["range"]["start"]), c.offset(text, node["range"]["end"])
        if not a <= at <= b or inner and not (a <= inner[0] and b >= inner[1]):
            raise Wrong("selection ranges do not nest")
        inner, node = (a, b), node.get("parent")


def tokens_of(c, text, data):
    legend = c.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]
    line = start = 0
    out, lines = [], text.split("\n")
    for i in range(0, len(data), 5):
        d_line, d_start, length, kind, _ = data[i:i + 5]
        line, start = line + d_line, d_start if d_line else start + d_start
        a = c.offset(lines[line], {"line": 0, "character": start})
        b = c.offset(lines[line], {"line": 0, "character": start + length})
        out.append((lines[line][a:b], legend[kind]))
    return out
