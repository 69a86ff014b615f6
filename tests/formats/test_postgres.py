"""PostgreSQL: a server of this machine where one is installed, and one made of bytes, which breaks.  usage: test_postgres.py BUILD"""
import glob
import os
import pwd
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _harness import ENV, PGL, actuals, evaluate, expect, run_tests, spent  # noqa: E402

SECRET = "P@ss/w0rd:秘"
SECRET_IN_URL = "P%40ss%2Fw0rd%3A%E7%A7%98"
SQL = """
CREATE TABLE 实际 (项目 text, 指标 text, 数值 numeric, 单位 text, 日期 date, 说明 bytea);
INSERT INTO 实际 VALUES ('甲', '检查', 3, NULL, '2021-06-30', NULL), ('甲', '面积', 0.12345678901234567890, '公顷', NULL, NULL),
                        ('乙', '检查', 4, '次', NULL, NULL);
CREATE TABLE 说明 (内容 text);
CREATE SCHEMA audit;
CREATE TABLE audit."Rows" (指标 text, 项目 text, 数值 float8, at timestamp);
INSERT INTO audit."Rows" VALUES ('检查', '乙', 0.1::float8 + 0.2::float8, '2021-01-01 10:00');
CREATE TABLE audit.truth (指标 text, 项目 text, 数值 boolean, 日期 timestamptz);
INSERT INTO audit.truth VALUES ('公示', '甲', true, '2021-03-01 10:00+08');
CREATE TABLE audit.wrong (指标 text, 项目 text, 数值 text);
INSERT INTO audit.wrong VALUES ('检查', '甲', '许多'), ('检查', '乙', repeat('9', 3000000));
"""


class Server:
    """A cluster in a folder of its own, over TCP with a password."""

    def __init__(self, bin_folder):
        self.bin, self.folder = Path(bin_folder), tempfile.mkdtemp(prefix="pgl-pg-")
        self.user = pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        secret = Path(self.folder) / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        if self.user:
            shutil.chown(secret, self.user)
        self.run("initdb", "-D", f"{self.folder}/db", "-U", "pgl", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8",
                 "--locale", "C", "--no-sync")
        self.start()
        self.sql(SQL)

    def start(self):
        self.run("pg_ctl", "-D", f"{self.folder}/db", "-w", "-t", "50", "-l", f"{self.folder}/log", "-o",
                 f"-F -c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}", "start")

    def run(self, program, *args):
        command = [str(self.bin / program), *map(str, args)]
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        subprocess.run(command, **who, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder, timeout=100)

    def sql(self, text):
        subprocess.run([self.bin / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "pgl",
                        "-d", "postgres"], input=text.encode(), check=True, capture_output=True,
                       env={**os.environ, "PGPASSWORD": SECRET, "PGCLIENTENCODING": "UTF8"})

    def url(self, more="", secret=SECRET_IN_URL):
        return f"postgresql://pgl:{secret}@127.0.0.1:{self.port}/postgres{more}"

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/db", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def no_secret(text):
    assert SECRET not in text and SECRET_IN_URL not in text and "P%40ss" not in text and "w0rd" not in text, text


def t_server(f):
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        return "skipped: no PostgreSQL here"
    server = Server(Path(found[-1]).parent)
    try:
        rows(f, server)
        killed(f, server)
        refusals(f, server)
    finally:
        server.stop()
    return None


def rows(f, s):
    want = {"甲.检查": ("3次", "实际:1"), "甲.整治面积": ("1,234.567890123457平方米", "实际:2"), "乙.检查": ("4次", "实际:3")}
    for url in (s.url(), s.url("?table=实际"), s.url("?table=%E5%AE%9E%E9%99%85&connect_timeout=5"), s.url("?sslmode=prefer&table=public.实际")):
        got, err = actuals(f, url)
        assert not err, err
        expect({k: (v[0], v[1].replace("public.", "")) for k, v in got.items()}, want)
    expect(actuals(f, s.url("?table=audit.Rows"))[0], {"乙.检查": ("0.3次", "audit.Rows:1")})
    expect(actuals(f, s.url("?table=audit.truth"))[0], {"甲.公示": ("是", "audit.truth:1")})
    got, err = actuals(f, s.url("?query=SELECT 项目, 指标, sum(数值) AS 数值 FROM 实际 WHERE 单位 = '次' GROUP BY 1, 2"))
    assert {k: v[0] for k, v in got.items()} == {"乙.检查": "4次"}, (got, err)
    for form in ("json", "csv", "table"):
        code, err, out = evaluate(f, "-a", s.url("?table=audit.wrong"), form=form)
        assert code == 2 and "E0769" in err, err
        no_secret(err + out)
    _, err, out = evaluate(f, "-a", s.url(), form="json")
    no_secret(err + out)
    assert '"sha256": null' in out and "pgl:***@127.0.0.1" in out, out


def killed(f, s):
    """A server's process that ends while it sends, and all of it at once: told, and no result."""
    endless = s.url("?query=SELECT '甲' AS 项目, '面积' AS 指标, 1 AS 数值 FROM generate_series(1, 1000000000)")
    for how in ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%generate_series%' AND pid <> pg_backend_pid()",
                "immediate"):
        run = subprocess.Popen([PGL, "eval", "p.pgl", "-a", endless, "-o", "out.csv"], cwd=f, env=ENV, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        time.sleep(1)
        assert run.poll() is None, run.communicate()
        if how == "immediate":
            s.run("pg_ctl", "-D", f"{s.folder}/db", "-m", how, "-w", "stop")
        else:
            s.sql(how)
        out, err = run.communicate(timeout=60)
        err = err.decode()
        assert run.returncode == 2 and ("E0775" in err or "E0776" in err) and not out, f"{how}: {run.returncode} {err}"
        assert not [p for p in f.iterdir() if "out.csv" in p.name], how
        no_secret(err)
    s.start()


def refusals(f, s):
    for url, code, what in ((s.url("?table=没有"), "E0777", "有：实际、说明"), (s.url("?table=实际数"), "E0777", "是“实际”吗"),
                            (s.url("?table=无.实际"), "E0777", "没有“无.实际”这张表"), (s.url("?table=没有"), "E0777", "原话：ERROR"),
                            (s.url("?table=说明"), "E0703", "内容"),
                            (s.url("?query=DELETE FROM 实际"), "E0775", ""), (s.url("?query=SELECT 1/0 AS 数值, '检查' AS 指标"), "E0775", "zero"),
                            (s.url(secret="wrong"), "E0776", "password"), (s.url().replace(str(s.port), "1"), "E0776", ""),
                            (s.url().replace("@127", "@@127"), "E0776", ""), (s.url("?sslmode=绝不"), "E0776", ""),
                            (s.url("?nonsense=1"), "E0776", "")):
        status, err, out = evaluate(f, "-a", url)
        assert status == 2 and code in err and what in err and not out, f"{url}: {status} {err}"
        no_secret(err + out)
    s.sql("DROP TABLE 实际")
    status, err, _ = evaluate(f, "-a", s.url())
    assert status == 2 and "E0777" in err and "说明" in err, err


# ---- a server made of bytes

def message(kind, body=b""):
    return kind + struct.pack("!I", len(body) + 4) + body


def fields(names):
    return message(b"T", struct.pack("!H", len(names)) + b"".join(
        n.encode() + b"\0" + struct.pack("!IHIhih", 0, 0, 25, -1, -1, 0) for n in names))


def data(values):
    return message(b"D", struct.pack("!H", len(values)) + b"".join(struct.pack("!I", len(v.encode())) + v.encode() for v in values))


READY = message(b"Z", b"I")


def fake(answer, then="reset"):
    """Serves one connection; to a SELECT it gives `answer`, and then breaks off."""
    listener = socket.create_server(("127.0.0.1", 0))

    def exactly(c, n):
        got = b""
        while len(got) < n:
            piece = c.recv(n - len(got))
            if not piece:
                raise OSError
            got += piece
        return got

    def serve():
        try:
            c, _ = listener.accept()
            while True:
                n = struct.unpack("!I", exactly(c, 4))[0]
                start = exactly(c, n - 4)
                if start[:4] not in (struct.pack("!I", 80877103), struct.pack("!I", 80877104)):
                    break
                c.sendall(b"N")
            c.sendall(message(b"R", struct.pack("!I", 0)) + message(b"S", b"client_encoding\0UTF8\0") + READY)
            while True:
                kind = exactly(c, 1)
                body = exactly(c, struct.unpack("!I", exactly(c, 4))[0] - 4)
                if kind == b"X":
                    break
                if not body.startswith(b"SELECT"):
                    c.sendall(message(b"C", b"SET\0") + READY)
                    continue
                c.sendall(answer)
                if then == "reset":
                    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                break
            c.close()
        except OSError:
            pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return listener, thread, f"postgresql://u:{SECRET_IN_URL}@127.0.0.1:{listener.getsockname()[1]}/d?table=t"


def t_broken_connections(f):
    head = fields(["项目", "指标", "数值"])
    some = head + b"".join(data(["甲", "面积", "1"]) for _ in range(1000))
    garbage = b"\xff" * 100
    for answer in (b"", head, head[:20], some, some[:-7], garbage, head + garbage, some + message(b"E", b"SFATAL\0Mgone\0\0")):
        for then in ("reset", "close"):
            listener, thread, url = fake(answer, then)
            out = f / "out.json"
            status, err, printed = evaluate(f, "-a", url, "-o", "out.json")
            assert status == 2 and ("E0776" in err or "E0775" in err), f"{answer[:30]} {then}: {status} {err}"
            assert not out.exists() and not printed
            no_secret(err)
            listener.close()
            thread.join(10)


def t_whole_answer(f):
    listener, thread, url = fake(fields(["项目", "指标", "数值"]) + data(["甲", "检查", "3"]) + message(b"C", b"SELECT 1\0") + READY, "close")
    got, err = actuals(f, url)
    listener.close()
    expect(got, {"甲.检查": ("3次", "t:1")})
    assert not err, err


run_tests(globals(), loads=True)
