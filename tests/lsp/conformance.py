#!/usr/bin/env python3
"""Runs the strict protocol checker of ../shared/lsp-clients over `pgl lsp`: tours of a real project in every encoding,
every scenario of ours and theirs, random edits, damaged sessions. usage: conformance.py BUILD [FUZZED-SESSIONS]

Takes Node.js, npm and ../shared (or PGL_LSP_CLIENTS=DIR); without them nothing is run, and a line says so.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENCODINGS = ["utf-8", "utf-16", "utf-32", "utf-8,utf-16", "utf-32,utf-16,utf-8"]
FOREIGN = {"json-demo.json"}  # for a server of JSON
NO_PLACES = {"hostile-places.json"}  # asks for places that are none, which the checker holds against the answers
SMALL = """年度 2021
项目 招商经费 {
  预算 300万元 { 财政资金 200万元  其他资金 100万元 }
  数据 到会客商: 累计 人次
  产出指标 { 数量指标 到会客商人数 ≥ 200人次 取值 到会客商 }
}
"""
JOBS = int(os.environ.get("JOBS", "0")) or os.cpu_count() or 1


def skip(why):
    print(f"skipped: {why}\n0 passed, 0 failed")
    sys.exit(0)


def clients(tmp):
    found = Path(os.environ.get("PGL_LSP_CLIENTS", ROOT.parent / "shared" / "lsp-clients"))
    if not found.is_dir():
        skip("the protocol checker, for ../shared/lsp-clients is not there")
    if not shutil.which("node") or not shutil.which("npm"):
        skip("the protocol checker, which takes Node.js and npm")
    if (found / "node_modules").is_dir():
        return found
    copy = Path(tmp) / "lsp-clients"
    shutil.copytree(found, copy)
    for d in [copy, *copy.rglob("*")]:
        d.chmod(0o755 if d.is_dir() else 0o644)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=copy,
                          capture_output=True, text=True)
    if done.returncode:
        skip(f"the protocol checker, for npm ci failed: {done.stderr.strip()[-300:]}")
    return copy


def translated(step):
    """A step of ours in the checker's words; what it should answer is test_scenarios.py's to check."""
    step = dict(step)
    error = step.pop("expect", {}).get("error")
    step = {k: v for k, v in step.items() if not k.startswith("expect") and k not in ("title", "withDiagnostics", "accept")}
    if error is not None:
        step["expect"] = {"error": error}
    if "select" in step:
        step["range"] = step.pop("select")
    if "newName" in step:
        step["to"] = step.pop("newName")
    if step.get("do") == "watched":
        kind = {"create": 1, "change": 2, "delete": 3}[step.pop("type", "change")]
        step["changes"] = [{"file": step.pop("file"), "type": kind}]
    return step


def filled(value, root):
    if isinstance(value, str):
        return (root / value[4:]).as_uri() if value.startswith("uri:") else value
    if isinstance(value, dict):
        return {k: filled(v, root) for k, v in value.items()}
    return [filled(v, root) for v in value] if isinstance(value, list) else value


class Runs:
    def __init__(self, build, where, tmp):
        self.server, self.where, self.tmp, self.n = f"{build}/pgl lsp", where, Path(tmp), 0

    def room(self):
        self.n += 1
        room = self.tmp / f"run{self.n}"
        room.mkdir()
        return room

    def node(self, script, *args, timeout=600):
        done = subprocess.run(["node", str(self.where / script), "--server", self.server, *map(str, args)],
                              capture_output=True, text=True, timeout=timeout)
        return done.returncode, done.stdout + done.stderr

    def tour(self, encodings, strict):
        root = self.room()
        for path in sorted((ROOT / "examples" / "gaoxin-2021").glob("*.*")):
            shutil.copy(path, root)
        files = [root / "00-部门.pgl", root / "01-招商经费.pgl", root / "公式.pgl"]
        return self.node("lsp-client.mjs", "--root", root, "--encodings", encodings, *(["--strict"] if strict else []), "--tour", *files)

    def ours(self, path, encoding):
        source, root = json.loads(path.read_text(encoding="utf-8")), self.room()
        for name, text in source.get("files", {}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8", newline="")
        for step in source["steps"]:
            if step.get("do") == "write":
                (root / step["file"]).parent.mkdir(parents=True, exist_ok=True)
        steps = []
        for step in source["steps"]:
            if step.get("do") == "asked":
                continue
            steps.append(filled(translated(step), root.resolve()))
            if step.get("apply") and step["do"] in ("completion", "codeAction"):
                break  # what follows stands on a text that only our own runner makes
        steps += [] if steps[-1].get("do") == "exit" else [{"do": "shutdown"}, {"do": "exit"}]
        scenario = root.with_suffix(".json")
        scenario.write_text(json.dumps({"settings": source.get("settings", {}), "steps": steps}), encoding="utf-8")
        return self.node("lsp-client.mjs", "--root", root, "--encodings", encoding, "--strict", "--scenario", scenario)

    def edits(self, encoding):
        """In a small text edits often touch one another, as if somebody typed."""
        root = self.room()
        (root / "a.pgl").write_text(SMALL, encoding="utf-8")
        steps = [{"do": "initialize"}, {"do": "open", "file": "a.pgl"}]
        steps += [{"do": "randomEdits", "file": "a.pgl", "seed": seed, "count": 30} for seed in range(150)]
        scenario = root.with_suffix(".json")
        scenario.write_text(json.dumps({"steps": [*steps, {"do": "shutdown"}, {"do": "exit"}]}), encoding="utf-8")
        return self.node("lsp-client.mjs", "--root", root, "--encodings", encoding, "--strict", "--scenario", scenario)

    def theirs(self, path):
        return self.node("lsp-client.mjs", "--root", self.room(), "--strict", "--scenario", path)

    def fuzz(self, runs, seed):
        for seed in range(seed, seed + 1000, 100):
            code, said = self.node("lsp-fuzz.mjs", "--runs", runs, "--rss", 200, "--seed", seed, timeout=runs * 8)
            if "TypeError: Cannot delete property" not in said:  # the fuzzer tripped over what it damaged itself
                break
        return code, said


def main():
    build, sessions = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as tmp:
        runs = Runs(build, clients(tmp), tmp)
        jobs = [(f"tour {e}{' strict' if s else ''}", lambda e=e, s=s: runs.tour(e, s)) for e in ENCODINGS for s in (False, True)]
        jobs += [(f"{p.name} {e}", lambda p=p, e=e: runs.ours(p, e)) for p in sorted((HERE / "scenarios").glob("*.json"))
                 if p.name not in NO_PLACES for e in ENCODINGS[:3]]
        jobs += [(f"random edits {e}", lambda e=e: runs.edits(e)) for e in ENCODINGS[:3]]
        jobs += [(p.name, lambda p=p: runs.theirs(p)) for p in sorted((runs.where / "scenarios").glob("*.json")) if p.name not in FOREIGN]
        jobs += [(f"damaged sessions, seed {s}", lambda s=s: runs.fuzz(sessions // 4, s)) for s in (11, 12, 13, 14) if sessions >= 4]
        wrong = 0
        with ThreadPoolExecutor(JOBS) as pool:
            for (name, _), (code, said) in zip(jobs, pool.map(lambda j: j[1](), jobs)):
                if not code:
                    continue
                wrong += 1
                told = [line for line in said.splitlines() if re.search(r"VIOLATION|note \[|FAIL|rror|^run ", line)]
                print(f"{name}: exit {code}\n  " + "\n  ".join((told or said.splitlines()[-5:])[:12]))
    print(f"{len(jobs) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


sys.exit(main())
