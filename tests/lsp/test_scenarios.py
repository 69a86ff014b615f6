#!/usr/bin/env python3
"""Runs every scenario of scenarios/ against `pgl lsp`, in all three encodings.  usage: test_scenarios.py BUILD [NAME]"""
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from client import Client, Scenario, Wrong  # noqa: E402

HERE = Path(__file__).resolve().parent


def run(pgl, path, encoding):
    source = json.loads(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as root:
        for name, text in source.get("files", {}).items():
            (Path(root) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(root) / name).write_text(text, encoding="utf-8", newline="")
        client = Client([pgl, "lsp"], root, encoding=encoding, pull=source.get("pull", False), settings=source.get("settings"))
        try:
            Scenario(client, source, len(path.name)).run()
            if client.child.poll() is None:
                client.shutdown()
                client.exit()
            return None
        except Wrong as why:
            return f"{path.name} ({encoding}): {why}"
        finally:
            client.kill()


def main():
    pgl, name = str(Path(sys.argv[1]).resolve() / "pgl"), sys.argv[2] if len(sys.argv) > 2 else ""
    jobs = [(p, e) for p in sorted((HERE / "scenarios").glob("*.json")) if name in p.name for e in ("utf-8", "utf-16", "utf-32")]
    with ThreadPoolExecutor(4) as pool:
        wrong = [w for w in pool.map(lambda j: run(pgl, *j), jobs) if w]
    print("\n".join(wrong))
    print(f"{len(jobs) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not jobs else 0


sys.exit(main())
