#!/usr/bin/env python3
"""haproxy_test.py PROGRAMS: haproxy.cfg as it is, in front of two gateways of a platform that runs.

Programs submit and read through the face of layer 7, watchers hold WebSockets through that of layer 4. One gateway is killed, comes back,
and the other one is stopped: every request is answered, nothing is submitted twice, and every watcher has been told all that one was
told who was never interrupted, and nothing of it twice. What is watched is graded test by test, so it needs the image of Python.
"""
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "lms" / "gateway"), str(ROOT / "tests" / "contract")]

# pylint: disable=wrong-import-position
from gateways import GatewayProcess, free_port  # noqa: E402
from openapi_test import PlatformServer  # noqa: E402
from wire import WebSocket  # noqa: E402

WATCHERS = 24
WATCHED = 24
SKIP = 77  # what ctest takes for "skipped"
PATIENCE = 60  # seconds for what must come


def until(done, what):
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)


class Site:
    """The platform, two gateways, and HAProxy in front of them."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = tempfile.TemporaryDirectory(prefix="assay-haproxy-")
        self.platform = PlatformServer(programs, workers=1)
        self.data = self.platform.data
        redis = ["--redis", f"unix:{self.data / 'redis' / 'redis.sock'}"]
        self.options = redis if (self.data / "redis" / "redis.sock").exists() else []
        self.gateways = {}
        for name in ("gateway1", "gateway2"):
            self.gateways[name] = GatewayProcess(programs, self.data, *self.options)
        pem = Path(self.folder.name) / "site.pem"
        pki = self.data / "pki" / "gateway"
        pem.touch(mode=0o600)
        pem.write_bytes((pki / "tls.crt").read_bytes() + (pki / "tls.key").read_bytes())
        self.https, self.sockets = free_port(), free_port()
        self.stats = Path(self.folder.name) / "stats"
        environment = {**os.environ, "ASSAY_HTTPS": f"127.0.0.1:{self.https}", "ASSAY_SOCKETS": f"127.0.0.1:{self.sockets}",
                       "ASSAY_CERTIFICATE": str(pem), "ASSAY_HAPROXY_SOCKET": str(self.stats)}
        for number, gateway in enumerate(self.gateways.values(), 1):
            environment[f"ASSAY_GATEWAY_{number}"] = f"127.0.0.1:{gateway.port}"
            environment[f"ASSAY_READY_{number}"] = str(gateway.admin_port)
        program = shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin")
        if program is None:
            raise SystemExit("there is no haproxy: ./dev setup installs it")
        self.log = Path(self.folder.name) / "log"
        with self.log.open("wb") as log:
            self.haproxy = subprocess.Popen([program, "-db", "-f", ROOT / "deploy/haproxy/haproxy.cfg"], env=environment, stdout=log, stderr=log)
        until(self.stats.exists, "HAProxy begins: " + self.log.read_text(errors="replace"))
        until(lambda: self.up() == {"gateway1", "gateway2"}, "both gateways are up")
        self.tls = ssl.create_default_context(cafile=self.data / "pki" / "root.crt")

    def stop(self):
        self.haproxy.terminate()
        self.haproxy.wait(timeout=20)
        for gateway in self.gateways.values():
            gateway.stop()
        self.platform.stop()
        self.folder.cleanup()

    def statistics(self, proxy):
        """Of each server of a proxy: a dict of HAProxy's words."""
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.stats))
            client.sendall(b"show stat\n")
            text = client.makefile().read()
        lines = [line.split(",") for line in text.lstrip("# ").splitlines() if line]
        rows = [dict(zip(lines[0], line)) for line in lines[1:]]
        return {row["svname"]: row for row in rows if row["pxname"] == proxy and row["svname"].startswith("gateway")}

    def up(self):
        return {name for name, row in self.statistics("gateways").items() if row["status"].startswith("UP")}

    def held(self):
        """WebSockets that each gateway has."""
        return {name: int(row["scur"]) for name, row in self.statistics("sockets").items()}

    def secret(self, name):
        return (self.data / "secrets" / name).read_text(encoding="utf-8").strip()

    def connect(self, port, source="127.0.0.1", protocols=("http/1.1",)):
        context = ssl.create_default_context(cafile=self.data / "pki" / "root.crt")
        context.set_alpn_protocols(list(protocols))
        raw = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=(source, 0))
        return context.wrap_socket(raw, server_hostname="127.0.0.1")

    def start_again(self, name):
        old = self.gateways[name]
        # The check asks the port that it was told, so the admin port is the same again.
        again = GatewayProcess(self.programs, self.data, *self.options, port=old.port, admin_port=old.admin_port)
        self.gateways[name] = again


class Client:
    """A program's requests over one kept connection to the face of layer 7."""

    def __init__(self, site, token):
        self.site, self.token = site, token
        self.connection = None
        self.closed = 0  # times that a kept connection was closed under a request

    def ask(self, method, target, body=None, headers=None):
        """All that is asked here may be asked twice: it reads, or has its key."""
        kept = self.connection is not None
        try:
            return self.once(method, target, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError):
            # Where a gateway resets the connection, HAProxy closes a kept one of its client without a word, and takes it
            # that the client asks again (RFC 9112, 9.3.1), as browsers do. On a new one it answers 502.
            if not kept:
                raise
            self.connection.close()
            self.connection = None
            self.closed += 1
            return self.once(method, target, body, headers)

    def once(self, method, target, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPSConnection("127.0.0.1", self.site.https, timeout=PATIENCE, context=self.site.tls)
        sent = {"Authorization": "Bearer " + self.token, **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        self.connection.request(method, target, None if body is None else json.dumps(body), sent)
        answer = self.connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else None

    def submit(self, key, busy_us):
        return self.ask("POST", "/v1/submissions", {"noop": {"busy_us": busy_us, "verdict": "AC"}}, {"Idempotency-Key": key})


class Load(threading.Thread):
    """Submits and waits until it is done, again and again."""

    def __init__(self, site, number):
        super().__init__(daemon=True)
        self.client = Client(site, site.secret("admin.token"))
        self.number = number
        self.made = {}  # by key
        self.answered = 0
        self.problems = []
        self.ends = threading.Event()

    def run(self):
        try:
            while not self.ends.is_set():
                self.once(f"load-{self.number}-{len(self.made)}")
        except (OSError, http.client.HTTPException) as error:
            self.problems.append(f"a request was not answered: {error!r}")

    def once(self, key):
        status, made = self.client.submit(key, 1000)
        if status not in (200, 201):  # 200: a gateway that died had taken it, and it was asked again by its key
            return self.problems.append(f"POST: {status} {made}")
        self.answered += 1
        self.made[key] = made["id"]
        while not self.ends.is_set():
            status, now = self.client.ask("GET", "/v1/submissions/" + made["id"])
            if status != 200:
                return self.problems.append(f"GET: {status} {now}")
            self.answered += 1
            if now["state"] == "done":
                return None
        return None


class Watcher(threading.Thread):
    """Watches submissions over a WebSocket, and resumes on a new one after the last event that it saw of each."""

    def __init__(self, site, connect, ids):
        super().__init__(daemon=True)
        self.connect, self.headers = connect, [("Authorization", "Bearer " + site.secret("admin.token"))]
        self.last = dict.fromkeys(ids, 0)
        self.open = set(ids)
        self.told = {name: [] for name in ids}  # (sequence, type) of all but snapshots
        self.connections = 0
        self.watching = False
        self.problems = []

    def run(self):
        try:
            while self.open:
                self.watch()
        except OSError as error:
            self.problems.append(f"the watcher ended: {error!r}")

    def watch(self):
        client = WebSocket(self.connect(), self.headers)
        try:
            if client.status != 101:
                return
            self.connections += 1
            for name in sorted(self.open):
                client.send(json.dumps({"watch": name, "after": self.last[name]}).encode())
            self.watching = True
            while self.open:
                opcode, data = client.read()
                if opcode == 8:
                    return
                self.take(json.loads(data))
        except ConnectionError:
            pass  # as a killed server ends it
        finally:
            client.close()

    def take(self, event):
        if event["type"] == "error":
            return self.problems.append(f"{event}")
        name = event["submission"]
        if event["type"] != "snapshot":
            if event["sequence"] <= self.last[name]:
                self.problems.append(f"{name}: {event['type']} {event['sequence']} came after {self.last[name]}")
            self.told[name].append((event["sequence"], event["type"]))
        self.last[name] = max(self.last[name], event["sequence"])
        if event["type"] == "snapshot" and event["snapshot"]["state"] == "done":
            if name not in self.open:
                self.problems.append(f"{name} was done twice")
            self.open.discard(name)
        return None


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def try_http2(site):
    """A request of HTTP/2 by hand: the preface, empty settings, one HEADERS frame of literals; the answer's frames."""
    connection = site.connect(site.https, protocols=("h2", "http/1.1"))
    check(connection.selected_alpn_protocol() == "h2", "HTTP/2 is not offered")
    literal = lambda name, value: b"\0" + bytes([len(name)]) + name + b"\x7f" + bytes([len(value) - 127]) + value if len(value) > 126 else \
        b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value
    head = b"".join(literal(*pair) for pair in ((b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"127.0.0.1"),
                                                 (b":path", b"/v1/me"),
                                                 (b"authorization", b"Bearer " + site.secret("demo-ada.token").encode())))
    frame = lambda kind, flags, stream, data: len(data).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + data
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 5, 1, head))
    stream, status, body, ended = connection.makefile("rb"), None, b"", False
    while not ended:
        size, (kind, flags) = int.from_bytes(stream.read(3), "big"), stream.read(2)
        number, data = int.from_bytes(stream.read(4), "big"), stream.read(size)
        if number == 1 and kind == 1:
            status = data[0]
        if number == 1 and kind == 0:
            body += data
        ended = number == 1 and (kind == 3 or flags & 1)
    connection.close()
    check(status == 0x88, f"the first header is {status}, not :status 200 of the static table")
    check(json.loads(body)["tenant"] == "default", body)


def address_seen(site, port, source, name):
    """Of somebody who signs in from there, and who claims to be somebody else: what the session says."""
    connection = site.connect(port, source)
    email, password = site.secret(name + ".login").splitlines()
    body = json.dumps({"email": email, "password": password}).encode()
    connection.sendall(b"POST /v1/session HTTP/1.1\r\nHost: assay.example.org\r\nX-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\n"
                       b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    answer = http.client.HTTPResponse(connection, method="POST")
    answer.begin()
    data = answer.read()
    check(answer.status == 200, f"{answer.status} {data}")
    session = json.loads(data)["id"]
    connection.close()
    _, all_of_them = Client(site, site.secret(name + ".token")).ask("GET", "/v1/sessions")
    return next(one["address"] for one in all_of_them["sessions"] if one["id"] == session)


def try_addresses(site):
    for port, source in ((site.https, "127.0.0.77"), (site.sockets, "127.0.0.78")):
        seen = address_seen(site, port, source, "demo-ada")
        check(seen == source, f"a client of {source} is taken for {seen}")


def try_stickiness(site):
    """Of one address, all on one gateway, where the fewest connections would spread them."""
    before = site.held()
    headers = [("Authorization", "Bearer " + site.secret("demo-ada.token"))]
    clients = [WebSocket(site.connect(site.sockets, "127.0.0.200"), headers) for _ in range(6)]
    check({client.status for client in clients} == {101}, "a WebSocket was refused")
    more = {name: count - before[name] for name, count in site.held().items()}
    check(sorted(more.values()) == [0, 6], f"six WebSockets of one address stand at {more}")
    for client in clients:
        client.close()
    until(lambda: site.held() == before, "WebSockets that were closed are gone")


def try_kill(site):
    submitter = Client(site, site.secret("demo-instructor.token"))
    work = {"problem": "sum", "files": [{"path": "sum.py", "text": "print(sum(map(int, input().split())))"}]}
    ids = []
    for _ in range(WATCHED):
        status, made = submitter.ask("POST", "/v1/submissions", work)
        check(status == 201, f"{status} {made}")
        ids.append(made["id"])
    plain = lambda: socket.create_connection(("127.0.0.1", site.gateways["gateway2"].port), timeout=PATIENCE)
    control = Watcher(site, plain, ids)
    behind = [Watcher(site, lambda source=f"127.0.0.{2 + i}": site.connect(site.sockets, source), ids) for i in range(WATCHERS)]
    loads = [Load(site, number) for number in range(3)]
    threads = [control, *behind, *loads]
    for thread in threads:
        thread.start()
    until(lambda: all(one.watching for one in [control, *behind]), "everybody watches")
    held = site.held()
    check(min(held.values()) >= WATCHERS // 3, f"WebSockets are not spread: {held}")
    until(lambda: len(control.open) <= WATCHED * 2 // 3, "a third was graded")
    site.gateways["gateway1"].kill()
    answered = [load.answered for load in loads]
    until(lambda: all(load.answered > before + 20 or load.problems for load, before in zip(loads, answered)), "requests go on")
    until(lambda: site.up() == {"gateway2"}, "the dead one is known to be")
    until(lambda: not any(one.open and one.is_alive() for one in [control, *behind]), "everybody was told all")
    print(f"killed with {held['gateway1']} of {WATCHERS} WebSockets on it; {sum(one.connections - 1 for one in behind)} resumed")
    check(sum(one.connections - 1 for one in behind) == held["gateway1"], "others than those of the dead gateway were interrupted")

    site.start_again("gateway1")
    until(lambda: site.up() == {"gateway1", "gateway2"}, "the one that came back is used")
    total = int(site.statistics("gateways")["gateway1"]["stot"])
    until(lambda: int(site.statistics("gateways")["gateway1"]["stot"]) > total + 10, "requests reach it")
    answered = [load.answered for load in loads]
    site.gateways["gateway2"].stop()
    until(lambda: all(load.answered > before + 20 or load.problems for load, before in zip(loads, answered)), "requests go on")
    for load in loads:
        load.ends.set()
        load.join(PATIENCE)
    check_all(site, control, behind, loads)


def check_all(site, control, behind, loads):
    for thread in [control, *behind, *loads]:
        check(not thread.problems, thread.problems[:5])
    for load in loads:  # one gateway was killed, once
        check(load.client.closed <= 1, f"{load.client.closed} kept connections of one client were closed under its requests")
    check(any(control.told.values()), "the control was told of nothing")
    for one in behind:
        for name, told in one.told.items():
            check(told == control.told[name], f"of {name} one was told {told}, the control {control.told[name]}")
    again = Client(site, site.secret("admin.token"))
    made = {key: name for load in loads for key, name in load.made.items()}
    for key, name in made.items():
        status, answer = again.submit(key, 1000)
        check((status, answer["id"]) == (200, name), f"{key} is {answer['id']}, and was {name}")
    check(len(set(made.values())) == len(made), "two keys have one submission")
    print(f"{sum(load.answered for load in loads)} requests, {len(made)} submissions, "
          f"{sum(len(told) for told in control.told.values())} events to each of {len(behind)} watchers")


def main():
    images = subprocess.run([Path(sys.argv[1]) / "assay-images", "list"], capture_output=True, text=True, check=True).stdout
    if not any(line.startswith("python ") and "not built" not in line for line in images.splitlines()):
        print("no image of Python: ./dev images python")
        return SKIP
    site = Site(sys.argv[1])
    try:
        for step in (try_http2, try_addresses, try_stickiness, try_kill):
            step(site)
            print(step.__name__, "ok", flush=True)
    except AssertionError as error:
        print(f"failed: {error}\n{site.log.read_text(errors='replace')[-2000:]}")
        return 1
    finally:
        site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
