"""What a keystroke costs: `pgl lsp` asked as an editor asks it. Run by ./build.sh bench lsp

Times are from the last byte of the change written to the last byte of the answer read, on this side of two pipes; a
file is a generated portfolio, edits are of one character, spread over the file, each undone by the next.
"""
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

EDITS = 200


class Server:
    """No checks, few allocations: what is measured is the other side."""

    def __init__(self, pgl, root, pull=True, watch=True):
        self.root, self.id, self.buffer, self.notes = Path(root), 0, bytearray(), {}
        self.child = subprocess.Popen([pgl, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
        self.out, self.fd = self.child.stdin, self.child.stdout.fileno()
        text = {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}}
        if pull:
            text["diagnostic"] = {"relatedDocumentSupport": True}
        self.request("initialize", {
            "processId": os.getpid(), "rootUri": self.uri(""), "workspaceFolders": [{"uri": self.uri(""), "name": "w"}],
            "capabilities": {"textDocument": text, "general": {"positionEncodings": ["utf-16"]}, "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": watch}, "symbol": {}}}})
        self.send({"method": "initialized", "params": {}})

    def uri(self, name):
        return ("file://" + quote(str((self.root / name).resolve()))).rstrip("/")

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        os.write(self.out.fileno(), b"Content-Length: %d\r\n\r\n" % len(body)) if len(body) > 60000 else None
        rest = memoryview(body if len(body) > 60000 else b"Content-Length: %d\r\n\r\n" % len(body) + body)
        while rest:
            rest = rest[os.write(self.out.fileno(), rest):]

    def receive(self):
        """One message's body, unread."""
        while True:
            head = self.buffer.find(b"\r\n\r\n")
            if head >= 0:
                end = head + 4 + int(self.buffer[:head].split(b":")[1])
                while len(self.buffer) < end:
                    self.buffer += os.read(self.fd, 1 << 20)
                body = bytes(self.buffer[head + 4:end])
                del self.buffer[:end]
                return body
            data = os.read(self.fd, 1 << 20)
            if not data:
                raise SystemExit("the server ended")
            self.buffer += data

    def handle(self, m):
        if "method" in m and "id" in m:
            self.send({"id": m["id"], "result": [None] if m["method"] == "workspace/configuration" else None})
        elif m.get("method") == "textDocument/publishDiagnostics":
            self.notes[m["params"]["uri"]] = m["params"]

    def request(self, method, params):
        """The answer and the milliseconds it took."""
        self.id += 1
        message = {"id": self.id, "method": method, "params": params}
        mine = b'"id":%d,' % self.id
        start = time.perf_counter()
        self.send(message)
        while True:
            body = self.receive()
            took = (time.perf_counter() - start) * 1e3
            if mine in body[:60] and b'"method"' not in body[:60]:
                return json.loads(body), took
            self.handle(json.loads(body))

    def open(self, name, text):
        self.send({"method": "textDocument/didOpen", "params": {
            "textDocument": {"uri": self.uri(name), "languageId": "pgl", "version": 1, "text": text}}})

    def change(self, name, version, line, start, end, text):
        self.send({"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": self.uri(name), "version": version},
            "contentChanges": [{"range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}},
                                "text": text}]}})

    def memory(self):
        """Resident MiB."""
        status = Path("/proc/%d/status" % self.child.pid).read_text()
        return int(next(l for l in status.splitlines() if l.startswith("VmRSS:")).split()[1]) / 1024

    def end(self):
        self.request("shutdown", None)
        self.send({"method": "exit"})
        self.child.stdin.close()
        self.child.wait()


def spread(times):
    s = sorted(times)
    return "%.2f / %.2f" % (statistics.median(s), s[min(len(s) - 1, int(len(s) * 0.95))])


PROBES = {
    "completion": lambda uri, at: ("textDocument/completion", {"textDocument": uri, "position": at}),
    "hover": lambda uri, at: ("textDocument/hover", {"textDocument": uri, "position": at}),
    "semanticTokens/full": lambda uri, at: ("textDocument/semanticTokens/full", {"textDocument": uri}),
    "semanticTokens/range": lambda uri, at: ("textDocument/semanticTokens/range", {"textDocument": uri, "range": {
        "start": {"line": max(0, at["line"] - 40), "character": 0}, "end": {"line": at["line"] + 1, "character": 0}}}),
    "documentSymbol": lambda uri, at: ("textDocument/documentSymbol", {"textDocument": uri}),
    "foldingRange": lambda uri, at: ("textDocument/foldingRange", {"textDocument": uri}),
    "formatting": lambda uri, at: ("textDocument/formatting", {"textDocument": uri, "options": {"tabSize": 2, "insertSpaces": True}}),
}


def typing(pgl, text, broken, pull, probes=()):
    """Edits and their diagnostics; each probe is asked right after an edit, when nothing is ready yet, apart from those."""
    lines, rng, times, asked = text.split("\n"), random.Random(7), [], {p: [] for p in probes}
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "a.pgl").write_text(text, encoding="utf-8")
        s = Server(pgl, root, pull)
        uri = {"uri": s.uri("a.pgl")}

        def diagnose(version):
            if pull:
                return s.request("textDocument/diagnostic", {"textDocument": uri})[1]
            start = time.perf_counter()
            while s.notes.get(uri["uri"], {}).get("version") != version:
                s.handle(json.loads(s.receive()))
            return (time.perf_counter() - start) * 1e3

        s.open("a.pgl", text)
        diagnose(1)
        for version in range(2, EDITS + 2):
            if version % 2 == 0:
                line = rng.randrange(4, len(lines) - 4)
                while not lines[line].strip():
                    line -= 1
                at = len(lines[line]) - len(lines[line].lstrip()) + 1
                s.change("a.pgl", version, line, at, at, '"' if broken and version % 4 == 0 else "新")
            else:
                s.change("a.pgl", version, line, at, at + 1, "")
            for p in probes:
                asked[p].append(s.request(*PROBES[p](uri, {"line": line, "character": at + 1 - version % 2}))[1])
            took = diagnose(version)
            if not probes:
                times.append(took)
        memory = s.memory()
        s.end()
    return times, asked, memory


def workspace(pgl, files, flat):
    """Every file imports one; times from `initialized`, then from a change of the one that all import."""
    common = "年度 2021\n采用 财预2020\n\n单位 份次\n\n函数 占比(a, b) = a / b\n"
    body = ('引用 "{up}共用.pgl"\n\n项目 项目{n} {{\n  预算 300万元 {{ 财政资金 300万元 }}\n  数据 到会客商: 累计 份次\n  数据 受访: 累计 份次\n'
            '  数量指标 到会客商人数 ≥ 200份次  取值 到会客商\n  质量指标 满意 ≥ 90%  取值 占比(到会客商, 受访)\n'
            '  服务对象满意度指标 服务对象满意度 ≥ 90%\n}}\n')
    name = (lambda n: "%04d.pgl" % n) if flat else (lambda n: "%04d/a.pgl" % n)
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        (root / "共用.pgl").write_text(common, encoding="utf-8")
        for n in range(files - 1):
            (root / name(n)).parent.mkdir(exist_ok=True)
            (root / name(n)).write_text(body.format(n=n, up="" if flat else "../"), encoding="utf-8")
        s = Server(pgl, root, pull=False)
        start = time.perf_counter()
        opened = [name(files // 2 + k) for k in range(5)]
        for o in opened:
            s.open(o, (root / o).read_text(encoding="utf-8"))
        while not s.notes:
            s.handle(json.loads(s.receive()))
        first = (time.perf_counter() - start) * 1e3
        s.request("workspace/symbol", {"query": "项目1"})
        indexed = (time.perf_counter() - start) * 1e3
        s.open("共用.pgl", common)
        s.request("textDocument/foldingRange", {"textDocument": {"uri": s.uri("共用.pgl")}})
        changed, line = [], common.split("\n").index("单位 份次")
        for version in range(2, 42):  # all open ones have a finding more, or less
            s.notes.clear()
            start = time.perf_counter()
            s.change("共用.pgl", version, line, 3, 4 + version % 2, "份" if version % 2 else "新份")
            while len(s.notes) < len(opened) + 1:
                s.handle(json.loads(s.receive()))
            changed.append((time.perf_counter() - start) * 1e3)
        memory = s.memory()
        s.end()
    return "%.1f" % first, "%.0f" % indexed, spread(changed), "%.1f" % memory


def run(pgl, portfolio, table):
    print("the language server: milliseconds, p50 / p95 of %d edits\n" % EDITS)
    rows = []
    for name, projects in (("10 000 lines", 640), ("100 000 lines", 6400)):
        text = (portfolio(projects) / "portfolio.pgl").read_text(encoding="utf-8")
        for how, broken, pull in (("pull", False, True), ("pull", True, True), ("push", False, False), ("push", True, False)):
            times, _, memory = typing(pgl, text, broken, pull)
            rows.append((name, "half of them breaking it" if broken else "well formed", how, spread(times), "%.1f" % memory))
    table(rows, ("file", "edits", "diagnostics", "ms", "MiB"))
    rows = []
    for name, projects in (("10 000 lines", 640), ("100 000 lines", 6400)):
        text = (portfolio(projects) / "portfolio.pgl").read_text(encoding="utf-8")
        for p in PROBES:
            rows.append((p, name, spread(typing(pgl, text, False, True, (p,))[1][p])))
    table(rows, ("asked right after an edit", "file", "ms"))
    rows = [(name, *workspace(pgl, 2000, flat)) for name, flat in (("a program a directory", False), ("one program", True))]
    table(rows, ("2 000 files that import one", "first findings, ms", "symbols of all, ms", "the one edited, 5 open, ms", "MiB"))
