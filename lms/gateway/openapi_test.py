#!/usr/bin/env python3
"""What the gateway answers, against openapi.yaml.

    openapi_test.py memory PROGRAM      assay-gateway-test-server: services in memory, every operation
    openapi_test.py platform FOLDER     the programs of a build folder: assay-platform up, with the real judge and identity

Every route of the server is in the document and the other way round. Every answer that is seen here has a status, a media type and
a body that the document allows for that operation; with services in memory every operation of the document is called. Fails with the list
of what does not fit.
"""
import base64
import http.client
import io
import json
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import jsonschema
import yaml

import openapi_authoring
import openapi_courses
import openapi_sign_on

DOCUMENT = yaml.safe_load((Path(__file__).parent / "openapi.yaml").read_text(encoding="utf-8"))
METHODS = {"get", "put", "post", "delete"}
FORM = "application/x-www-form-urlencoded"


def token(name):
    return "assay_" + name + "x" * (43 - len(name))


def resolve(node):
    while "$ref" in node:
        target = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


class MemoryServer:
    """assay-gateway-test-server: plain HTTP; people are root, ines, anna, sam, sue, rob and olga."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.routes = set()
        for line in iter(self.process.stdout.readline, "\n"):
            if not line:
                sys.exit(f"{program} ended before it served")
            method, pattern = line.split()
            # Another's API, docs/judge0.md; and the files of the web app.
            if not pattern.startswith("/judge0/") and not pattern.startswith("/app"):
                self.routes.add((method.lower(), pattern))
        self.port = int(self.process.stdout.readline())

    def token(self, name):
        return token(name)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def tell(self, words):
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ok\n", words

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


class PlatformServer:
    """The whole platform, without workers unless some are asked for, in a folder of its own: HTTPS; people are root, ines, sam and sue."""

    TOKENS = {"root": "admin", "ines": "demo-instructor", "sam": "demo-ada", "sue": "demo-grace"}

    def __init__(self, programs, workers=0):
        self.folder = tempfile.TemporaryDirectory(prefix="assay-openapi-")
        Path(self.folder.name).chmod(0o755)  # services run as another user
        self.data = Path(self.folder.name) / "data"
        self.platform = [str(Path(programs) / "assay-platform")]
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.run("up", "--port", str(self.port), "--workers", str(workers), "--demo", "--programs", programs, "--detach")
        self.tls = ssl.create_default_context(cafile=self.data / "pki" / "root.crt")

    def run(self, verb, *options):
        done = subprocess.run([*self.platform, verb, "--data", str(self.data), *options],
                              capture_output=True, text=True, timeout=200)
        if done.returncode != 0:
            sys.exit(f"assay-platform {verb}: {done.stdout}\n{done.stderr}")

    def token(self, name):
        if name not in self.TOKENS:
            return token(name)
        return (self.data / "secrets" / f"{self.TOKENS[name]}.token").read_text(encoding="utf-8").strip()

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.tls)

    def stop(self):
        self.run("down")
        self.folder.cleanup()


class Checker:
    def __init__(self, server):
        self.server = server
        self.problems = []
        self.seen = set()
        self.cookie = ""  # that the last answer set
        self.paths = [(re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", path) + "$"), path) for path in DOCUMENT["paths"]]

    def wrong(self, where, what):
        self.problems.append(f"{where}: {what}")

    def operation(self, method, target):
        path = target.split("?")[0]
        # A path without parameters goes before one that fits by a parameter.
        for regex, pattern in sorted(self.paths, key=lambda one: "{" in one[1]):
            if regex.match(path) and method.lower() in DOCUMENT["paths"][pattern]:
                self.seen.add((method.lower(), pattern))
                return DOCUMENT["paths"][pattern][method.lower()]
        return None

    def validate(self, where, schema, value):
        root = {**schema, "components": DOCUMENT["components"]}
        validator = jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker())
        for error in validator.iter_errors(value):
            self.wrong(where, f"{'/'.join(map(str, error.path)) or 'the body'}: {error.message[:300]}")

    def check_request(self, where, operation, headers, body):
        """What is sent and taken with success is what the document describes."""
        if "requestBody" not in operation or not body:
            return
        content = resolve(operation["requestBody"])["content"]
        media = headers.get("Content-Type", "").split(";")[0]
        if media not in content:
            return self.wrong(where, f"was sent as {media}; the document knows {list(content)}")
        if media == "application/json":
            self.validate(where + " (request)", content[media]["schema"], json.loads(body))

    def check(self, method, target, status, headers, body):
        where = f"{method} {target} {status}"
        operation = self.operation(method, target)
        if operation is None:
            return self.wrong(where, "is not in the document")
        responses = operation["responses"]
        response = responses.get(str(status), responses.get("default"))
        if response is None:
            return self.wrong(where, f"the document knows {list(responses)}")
        response = resolve(response)
        for name in response.get("headers", {}):
            if name in ("Location", "ETag") and name not in headers:
                self.wrong(where, f"has no header {name}")
        if status in (429, 503) and "Retry-After" not in headers:
            self.wrong(where, "has no Retry-After")
        media = headers.get("Content-Type", "").split(";")[0]
        content = response.get("content")
        if not content or status == 304:
            return None if not body else self.wrong(where, "has a body that the document does not know")
        if media not in content:
            return self.wrong(where, f"is {media}; the document knows {list(content)}")
        if media.endswith("json"):
            self.validate(where, content[media]["schema"], json.loads(body))

    def ask(self, who, method, target, body=None, headers=None, expect=None):
        headers = dict(headers or {})
        if who:
            headers["Authorization"] = "Bearer " + self.server.token(who)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        connection = self.server.connect()
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("__Host-assay="):
                self.cookie = cookie.split(";")[0]
        self.check(method, target, answer.status, answer.headers, data)
        operation = self.operation(method, target)
        if operation and answer.status < 300:
            self.check_request(f"{method} {target}", operation, headers, body)
        if expect is not None and answer.status != expect:
            self.wrong(f"{method} {target} as {who}", f"answered {answer.status}, not {expect}: {data[:300]}")
        connection.close()
        if answer.headers.get("Content-Type", "").endswith("json") and data:
            return json.loads(data)
        return data

    def plain(self, who, method, target):
        """An answer that nothing is asked of: status, headers, body."""
        connection = self.server.connect()
        connection.request(method, target, headers={"Authorization": "Bearer " + self.server.token(who)})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.headers, data

    def peek(self, who, method, target):
        return self.plain(who, method, target)[0]

    def ask_headers(self, who, method, target):
        return self.plain(who, method, target)[1]

    def look(self, who, method, target):
        return json.loads(self.plain(who, method, target)[2])

    def until(self, done, what):
        """Waits for what a service does in its own time."""
        deadline = time.monotonic() + 60
        while not done():
            if time.monotonic() > deadline:
                return self.wrong(what, "not within a minute")
            time.sleep(0.1)
        return None

    def events(self, who, target):
        """The events of a stream, each against the schema."""
        connection = self.server.connect()
        connection.request("GET", target, headers={"Authorization": "Bearer " + self.server.token(who)})
        answer = connection.getresponse()
        self.check("GET", target, answer.status, answer.headers, b"")
        kinds = []
        for line in answer.read().decode().splitlines():
            if line.startswith("data: "):
                event = json.loads(line[6:])
                kinds.append(event["type"])
                self.validate(f"GET {target} {event['type']}", DOCUMENT["components"]["schemas"]["Event"], event)
        connection.close()
        return kinds

    def socket(self, who, target, message):
        """The first event of a WebSocket after one message."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as client:
            client.sendall((f"GET {target} HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Authorization: Bearer {token(who)}\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
            stream = client.makefile("rb")
            status = int(stream.readline().split()[1])
            while stream.readline() not in (b"\r\n", b""):
                pass
            if str(status) not in self.operation("GET", target)["responses"]:
                self.wrong(f"GET {target}", f"the document does not know {status}")
            self.validate("a message to " + target, DOCUMENT["components"]["schemas"]["WatchMessage"], message)
            payload = json.dumps(message).encode()
            client.sendall(bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
            first, size = stream.read(2)
            assert first == 0x81, first
            if size == 126:
                size = int.from_bytes(stream.read(2), "big")
            event = json.loads(stream.read(size))
            self.validate(f"{target} {event['type']}", DOCUMENT["components"]["schemas"]["Event"], event)
            return event


def submissions(c):
    files = [{"path": "a.py", "text": "print(1)"}, {"path": "b", "data": base64.b64encode(b"\0\1").decode()}]
    made = c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": files}, {"Idempotency-Key": "k"}, 201)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": files}, {"Idempotency-Key": "k"}, 200)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": files[1:]}, {"Idempotency-Key": "k"}, 409)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "sum"}, expect=422)
    c.ask("sam", "POST", "/v1/submissions", "x", {"Content-Type": "text/plain"}, 415)
    c.ask("sam", "POST", "/v1/submissions", b"x" * (17 << 20), {"Content-Type": "application/json"}, 413)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "full", "files": files}, expect=429)
    c.ask("olga", "POST", "/v1/submissions", {"problem": "sum", "files": files}, expect=403)
    c.ask(None, "POST", "/v1/submissions", {"problem": "sum", "files": files}, expect=401)
    c.ask("root", "POST", "/v1/submissions", {"noop": {"busy_us": 1, "verdict": "AC"}}, expect=201)
    one = "/v1/submissions/" + made["id"]
    c.ask("sam", "GET", one, expect=200)
    c.ask("sue", "GET", one, expect=404)
    c.ask("sam", "GET", one + "/report", expect=409)
    c.server.tell(f"publish {made['id']} first")
    event = c.socket("sam", "/v1/events", {"watch": made["id"], "after": 0})
    if event["type"] != "snapshot":
        c.wrong("/v1/events", f"began with {event['type']}")
    if c.socket("sam", "/v1/events", {"watch": "none"})["status"] != 404:
        c.wrong("/v1/events", "watched what is not there")
    c.ask("sam", "GET", "/v1/events", expect=426)
    c.server.tell(f"finish {made['id']}")
    kinds = c.events("sam", one + "/events")
    if kinds != ["test", "snapshot"]:
        c.wrong(one + "/events", f"told {kinds}")
    c.ask("sue", "GET", one + "/events", expect=404)
    c.ask("sam", "GET", one, expect=200)
    c.ask("sam", "GET", one, headers={"If-None-Match": "*"}, expect=304)
    c.ask("sam", "GET", one + "/report", expect=200)
    c.ask("ines", "GET", one + "/report?format=html", expect=200)
    c.ask("sam", "GET", one + "/source", expect=200)
    c.ask("sam", "POST", one + "/cancel", expect=200)
    c.ask("root", "GET", "/v1/submissions?page_size=1", expect=200)
    c.ask("sam", "GET", "/v1/submissions?colour=red", expect=422)


def others(c):
    c.ask("sam", "GET", "/v1/problems", expect=200)
    c.ask("sam", "GET", "/v1/problems/sum", expect=200)
    c.ask("sam", "GET", "/v1/problems/cells", expect=404)
    c.ask("sam", "GET", "/v1/problems/sum/page", expect=200)
    c.ask("sam", "GET", "/v1/problems/cells/page", expect=404)
    archive = {"Content-Type": "application/octet-stream"}
    c.ask("ines", "PUT", "/v1/problems/new?course=algo", b"zip", archive, 201)
    c.ask("ines", "PUT", "/v1/problems/new", b"zip", archive, 200)
    c.ask("ines", "PUT", "/v1/problems/new", b"broken", archive, 422)

    c.ask("ines", "POST", "/v1/rejudges", {"filter": {"course": "algo", "verdicts": ["WA"]}, "reason": "x"}, expect=201)
    c.ask("ines", "POST", "/v1/rejudges", {"filter": {}}, expect=422)
    c.ask("ines", "GET", "/v1/rejudges", expect=200)
    c.ask("ines", "GET", "/v1/rejudges/r1", expect=200)
    for verb in ("commit", "undo", "cancel"):
        c.ask("ines", "POST", "/v1/rejudges/r1/" + verb, expect=200)

    c.ask("root", "GET", "/v1/queue", expect=200)
    c.ask("sam", "GET", "/v1/queue", expect=403)
    c.ask("root", "GET", "/v1/workers", expect=200)
    for verb in ("drain", "quarantine", "release"):
        c.ask("root", "POST", "/v1/workers/w1/" + verb, {"reason": "a test"}, expect=200)
    c.ask("root", "GET", "/v1/dead-letters", expect=200)
    c.ask("root", "POST", "/v1/dead-letters/s1/revive", expect=200)

    hook = c.ask("ines", "POST", "/v1/webhooks", {"url": "https://e.org/", "course": "algo"}, expect=201)
    c.ask("ines", "POST", "/v1/webhooks", {"course": "algo"}, expect=422)
    c.ask("ines", "GET", "/v1/webhooks", expect=200)
    c.ask("ines", "GET", f"/v1/webhooks/{hook['id']}/deliveries", expect=200)
    c.ask("ines", "POST", f"/v1/webhooks/{hook['id']}/deliveries/d1/replay", expect=200)
    c.ask("ines", "DELETE", f"/v1/webhooks/{hook['id']}", expect=204)


def similarity(c):
    at = "/v1/similarity/algo/sum"
    c.ask("ines", "GET", at, expect=200)
    c.ask("sam", "GET", at, expect=403)
    c.ask("ines", "POST", at + "/comparisons", expect=201)
    asked = {"versions": 2, "search_index": True, "max_pairs": 10, "min_probability": 0.5,
             "against": [{"assignment": {"course": "algo", "problem": "old"}, "origin": "earlier"}]}
    c.ask("ines", "POST", at + "/comparisons", asked, expect=201)
    c.ask("ines", "POST", at + "/comparisons", {"colour": "red"}, expect=422)
    c.ask("ines", "GET", at + "/comparisons", expect=200)
    c.ask("ines", "GET", at + "/comparisons/c1", expect=200)
    c.ask("ines", "GET", at + "/comparisons/c2", expect=404)
    c.ask("ines", "POST", at + "/comparisons/c1/cancel", expect=200)
    for path in ("/pairs", "/pairs/aabb", "/clusters"):
        c.ask("ines", "GET", at + path, expect=200)
        c.ask("ines", "GET", at + path + "?pseudonyms=true", expect=200)
    c.ask("ines", "GET", at + "/pairs/none", expect=404)
    for form in ("html", "json", "csv"):
        c.ask("ines", "GET", at + "/report?format=" + form, expect=200)
    c.ask("ines", "POST", at + "/pairs/aabb/decisions", {"state": "dismissed", "note": "they sat together"}, expect=201)
    c.ask("ines", "GET", at + "/pairs/aabb/decisions", expect=200)
    c.ask("ines", "GET", at + "/decisions", expect=200)
    c.ask("ines", "GET", at + "/common-code", expect=200)
    c.ask("ines", "PUT", at + "/common-code/k1", {"accepted": False}, expect=204)
    c.ask("ines", "PUT", at + "/templates/skeleton", {"files": [{"path": "a.py", "data": "cHJpbnQoMSkK"}]}, expect=200)
    c.ask("ines", "GET", at + "/templates", expect=200)
    c.ask("ines", "DELETE", at + "/templates/skeleton", expect=204)
    secret = {"secret": "a secret of two departments"}
    made = c.ask("ines", "POST", at + "/fingerprints", secret, expect=200)
    c.ask("ines", "POST", at + "/fingerprints/match", {**secret, "fingerprints": made}, expect=200)
    c.ask("ines", "POST", at + "/fingerprints/match", secret, expect=422)
    made = c.ask("sue", "POST", "/v1/submissions", {"problem": "sum", "files": [{"path": "a.py", "text": "1"}]}, expect=201)
    c.ask("ines", "GET", f"/v1/submissions/{made['id']}/similar?most=5", expect=200)
    c.ask("root", "POST", "/v1/similarity/erasures", {"person": "sam"}, expect=200)
    c.ask("ines", "POST", "/v1/similarity/erasures", {"person": "sam"}, expect=403)


def sign_in(c):
    form = {"Content-Type": FORM}
    c.ask("sam", "GET", "/v1/me", expect=200)
    c.ask("nobody", "GET", "/v1/me", expect=401)
    c.ask(None, "POST", "/oauth/device_authorization", "client_id=cli&scope=submit", form, 200)
    c.ask(None, "POST", "/oauth/device_authorization", "", form, 400)
    grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=device-code"
    c.ask(None, "POST", "/oauth/token", grant, form, 400)
    c.ask(None, "GET", "/device", expect=200)
    cookie = {"Cookie": "__Host-assay=" + token("sam")}
    page = c.ask(None, "GET", "/device?user_code=WDJB-MJHT", headers=cookie, expect=200).decode()
    csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    c.ask(None, "POST", "/device", "action=sign_in&token=" + token("sam"), form, 303)
    c.ask(None, "POST", "/device", "action=sign_in&token=x", form, 401)
    c.ask(None, "POST", "/device", f"action=allow&user_code=WDJB-MJHT&csrf={csrf}", {**form, **cookie}, 200)
    c.ask(None, "POST", "/oauth/token", grant, form, 200)
    c.ask("olga", "DELETE", "/v1/me/token", expect=204)
    c.ask(None, "GET", "/", expect=303)
    for page in ("/assets/pages.css", "/openapi.yaml"):
        c.ask(None, "GET", page, expect=200)
    served = c.ask(None, "GET", "/openapi.json", expect=200)
    if served != json.loads(json.dumps(DOCUMENT)):
        c.wrong("/openapi.json", "is not the document")


def accounts(c):
    """A browser: sign-in, the session's cookie and its CSRF token, what belongs to the account."""
    right = {"email": "sam@algo.example", "password": "sam's password"}
    c.ask(None, "POST", "/v1/session", {**right, "password": "x"}, expect=401)
    c.ask(None, "POST", "/v1/session", {"email": "sam@algo.example"}, expect=422)
    c.ask(None, "POST", "/v1/session", {**right, "email": "busy@algo.example"}, expect=429)
    session = c.ask(None, "POST", "/v1/session", right, expect=200)
    cookie = {"Cookie": c.cookie, "X-CSRF-Token": session["csrf_token"]}
    ticket = c.ask(None, "POST", "/v1/session", {"email": "tina@algo.example", "password": "tina's password"}, expect=200)
    c.ask(None, "POST", "/v1/session/code", {"ticket": ticket["ticket"], "code": "000000"}, expect=401)
    c.ask(None, "POST", "/v1/session/code", {"ticket": ticket["ticket"], "code": "123456"}, expect=200)
    who = c.ask(None, "GET", "/v1/session", headers=cookie, expect=200)
    if who["courses"][0]["role"] != "student" or "submissions.submit" not in who["courses"][0]["permissions"]:
        c.wrong("GET /v1/session", f"says {who}")
    if c.ask("sam", "GET", "/v1/session", expect=200)["kind"] != "token":
        c.wrong("GET /v1/session", "takes a token for a session")
    c.ask(None, "GET", "/v1/sessions", headers=cookie, expect=200)
    c.ask(None, "DELETE", "/v1/sessions", headers=cookie, expect=204)
    c.ask(None, "DELETE", "/v1/sessions/other", headers=cookie, expect=204)
    c.ask(None, "DELETE", "/v1/sessions/other", headers={"Cookie": cookie["Cookie"]}, expect=403)
    c.ask("sam", "DELETE", "/v1/sessions/other", expect=403)
    change = {"current": "sam's password", "password": "four owls in a tree"}
    c.ask(None, "POST", "/v1/password", change, cookie, 204)
    c.ask(None, "POST", "/v1/password", {**change, "current": "x"}, cookie, 422)
    c.ask("root", "POST", "/v1/password", change, expect=403)
    c.ask(None, "GET", "/v1/second-factor", headers=cookie, expect=200)
    c.ask(None, "POST", "/v1/second-factor", {"password": "sam's password"}, cookie, 200)
    c.ask(None, "POST", "/v1/second-factor/confirm", {"code": "123456"}, cookie, 200)
    c.ask(None, "POST", "/v1/second-factor/confirm", {"code": "1"}, cookie, 422)
    c.ask(None, "POST", "/v1/second-factor/remove", {"password": "sam's password"}, cookie, 204)
    c.ask(None, "GET", "/v1/tokens", headers=cookie, expect=200)
    c.ask(None, "POST", "/v1/tokens", {"name": "laptop", "scopes": ["read"]}, cookie, 201)
    c.ask("sam", "POST", "/v1/tokens", {"name": "laptop"}, expect=403)
    c.ask(None, "DELETE", "/v1/tokens/token-new", headers=cookie, expect=204)
    c.ask(None, "DELETE", "/v1/session", headers=cookie, expect=204)
    c.ask(None, "GET", "/v1/session", headers=cookie, expect=401)


def people(c):
    eve = {"email": "eve@algo.example", "course": "algo", "role": "student"}
    made = c.ask("ines", "POST", "/v1/invitations", eve, expect=201)
    if not made["link"].endswith("/app/invitation#link"):
        c.wrong("POST /v1/invitations", f"links to {made['link']}")
    for wrong in ({**eve, "role": "owner"}, {**eve, "course": "bio"}, {"person": "p1"}, {"email": "a@b.c"}):
        c.ask("ines", "POST", "/v1/invitations", wrong, expect=403)
    c.ask("root", "POST", "/v1/invitations", {"person": "p1"}, expect=201)
    c.ask("ines", "POST", "/v1/invitations", {**eve, "role": "king"}, expect=422)
    c.ask("ines", "GET", "/v1/invitations?course=algo", expect=200)
    c.ask("ines", "GET", "/v1/invitations", expect=403)
    c.ask("ines", "DELETE", "/v1/invitations/i1?course=algo", expect=204)
    c.ask("ines", "DELETE", "/v1/invitations/i2?course=algo", expect=404)
    c.ask("ines", "DELETE", "/v1/invitations/i1?course=bio", expect=403)
    c.ask(None, "POST", "/v1/invitations/describe", {"invitation": "link"}, expect=200)
    c.ask(None, "POST", "/v1/invitations/describe", {"invitation": "x"}, expect=404)
    accept = {"invitation": "link", "password": "four owls in a tree"}
    c.ask(None, "POST", "/v1/invitations/accept", accept, expect=200)
    c.ask(None, "POST", "/v1/invitations/accept", {**accept, "invitation": "of one with a second factor"}, expect=200)
    c.ask(None, "POST", "/v1/invitations/accept", {**accept, "invitation": "x"}, expect=404)
    table = {"Content-Type": "text/csv"}
    preview = c.ask("ines", "POST", "/v1/courses/algo/roster/preview", "email\neve@algo.example\n", table, 200)
    if preview["applied"] or preview["rows"][0]["message"] != "3456":
        c.wrong("POST /v1/courses/algo/roster/preview", f"says {preview}")
    c.ask("ines", "POST", "/v1/courses/algo/roster/import?skip_wrong=true", "email\neve@algo.example\n", table, 200)
    c.ask("ines", "POST", "/v1/courses/algo/roster/import", "name\n", table, 422)
    c.ask("ines", "POST", "/v1/courses/bio/roster/preview", "email\n", table, 403)
    c.ask("sam", "POST", "/v1/courses/algo/roster/preview", "email\n", table, 403)


def directory(c):
    found = c.ask("root", "GET", "/v1/people?query=sam&page_size=50", expect=200)
    if {person["id"] for person in found["people"]} != {"sam"} or found["next_page_token"] != "more":
        c.wrong("GET /v1/people", f"says {found}")
    c.ask("root", "GET", "/v1/people?page_token=more", expect=200)
    c.ask("root", "GET", "/v1/people?name=sam", expect=422)
    c.ask("ines", "GET", "/v1/people", expect=403)
    sam = c.ask("root", "GET", "/v1/people/sam", expect=200)
    c.ask("root", "GET", "/v1/people/nobody", expect=404)
    c.ask("ines", "GET", "/v1/people/sam", expect=403)
    kept = {key: sam[key] for key in ("name", "administrator", "roles")}
    roles = [{"course": "algo", "role": "grader", "allowed": ["analytics.read"], "forbidden": []}]
    put = c.ask("root", "PUT", "/v1/people/sam", {**kept, "roles": roles, "disabled": True}, expect=200)
    if put["id"] != "sam" or put["roles"] != roles or not put["disabled"]:
        c.wrong("PUT /v1/people/sam", f"says {put}")
    for wrong in ({"name": "Sam"}, {**kept, "name": ""}, {**kept, "roles": [{"course": "algo", "role": "king"}]},
                  {**kept, "roles": [{"role": "student"}]}, {**kept, "roles": ["student"]}, {**kept, "tenant": "t2"}):
        c.ask("root", "PUT", "/v1/people/sam", wrong, expect=422)
    c.ask("ines", "PUT", "/v1/people/sam", kept, expect=403)
    for what in ("tokens", "sessions"):
        one = f"/v1/people/sam/{what}"
        c.ask("root", "GET", one, expect=200)
        c.ask("root", "DELETE", one + "/other", expect=204)
        c.ask("root", "GET", f"/v1/people/nobody/{what}", expect=404)
        c.ask("root", "DELETE", f"/v1/people/nobody/{what}/other", expect=404)
        c.ask("ines", "GET", one, expect=403)
        c.ask("ines", "DELETE", one + "/other", expect=403)
    c.ask("root", "DELETE", "/v1/people/sam/sessions", expect=204)
    c.ask("rob", "GET", "/v1/me", expect=200)
    c.ask("root", "DELETE", "/v1/people/rob/tokens/token-rob", expect=204)
    c.ask("rob", "GET", "/v1/me", expect=401)  # at once, though it was known to be good


def privacy(c):
    session = c.ask(None, "POST", "/v1/session", {"email": "sam@algo.example", "password": "sam's password"}, expect=200)
    cookie = {"Cookie": c.cookie, "X-CSRF-Token": session["csrf_token"]}
    archive = zipfile.ZipFile(io.BytesIO(c.ask("sam", "GET", "/v1/me/export", expect=200)))
    if json.loads(archive.read("person.json"))["id"] != "sam" or "submissions-1.json" not in archive.namelist():
        c.wrong("GET /v1/me/export", f"holds {archive.namelist()}")
    if c.ask("sam", "GET", "/v1/me/audit?before=9", expect=200)["records"][0]["subjects"] != ["sam"]:
        c.wrong("GET /v1/me/audit", "is not about sam")
    c.ask("sam", "GET", "/v1/me/audit?before=x", expect=422)
    c.ask("sam", "GET", "/v1/me/consents", expect=200)
    c.ask(None, "PUT", "/v1/me/consents/analytics", {"granted": True}, cookie, 204)
    c.ask(None, "PUT", "/v1/me/consents/analytics", {}, cookie, 422)
    c.ask("root", "GET", "/v1/people/sam/export", expect=200)
    c.ask("root", "GET", "/v1/people/nobody/export", expect=404)
    c.ask("ines", "GET", "/v1/people/sam/export", expect=403)
    c.ask("root", "POST", "/v1/people/sam/erase", {"confirm": "sam"}, expect=200)
    c.ask("root", "POST", "/v1/people/sam/erase", {"confirm": "yes"}, expect=422)
    c.ask("ines", "POST", "/v1/people/sam/erase", {"confirm": "sam"}, expect=403)
    c.ask("root", "GET", "/v1/audit?subject=sam&actor=root", expect=200)
    c.ask("ines", "GET", "/v1/audit", expect=403)


def real_services(c):
    """With the real judge and identity: what the services in memory could have got wrong about the contracts."""
    files = [{"path": "sum.py", "text": "print(sum(map(int, input().split())))"}]
    key = {"Idempotency-Key": "one"}
    made = c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": files}, key, 201)
    again = c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": files}, key, 200)
    if made["id"] != again["id"]:
        c.wrong("POST /v1/submissions", "made two of one idempotency key")
    c.ask("sam", "POST", "/v1/submissions", {"problem": "collatz", "files": files}, key, 409)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "sum", "files": [{"path": "../x", "text": ""}]}, expect=422)
    c.ask("sam", "POST", "/v1/submissions", {"problem": "none", "files": files}, expect=422)
    one = "/v1/submissions/" + made["id"]
    for who, status in (("sam", 200), ("sue", 404), ("ines", 200), ("root", 200), ("nobody", 401)):
        c.ask(who, "GET", one, expect=status)
    c.ask("sam", "GET", one + "/report", expect=409)
    source = c.ask("sam", "GET", one + "/source", expect=200)
    if base64.b64decode(source["files"][0]["data"]).decode() != files[0]["text"]:
        c.wrong(one + "/source", "is not what was handed in")
    cancelled = c.ask("sam", "POST", one + "/cancel", expect=200)
    if cancelled["state"] != "cancelled":
        c.wrong(one + "/cancel", f"left it {cancelled['state']}")
    kinds = c.events("sam", one + "/events")
    if kinds[-1:] != ["snapshot"]:
        c.wrong(one + "/events", f"told {kinds}")
    c.ask("sue", "GET", one + "/events", expect=404)
    for _ in range(2):
        c.ask("sue", "POST", "/v1/submissions", {"problem": "sum", "files": files}, expect=201)
    page = c.ask("ines", "GET", "/v1/submissions?course=demo&page_size=2", expect=200)
    rest = c.ask("ines", "GET", "/v1/submissions?course=demo&page_size=2&page_token=" + page["next_page_token"], expect=200)
    ids = [submission["id"] for submission in page["submissions"] + rest["submissions"]]
    if len(set(ids)) != 3 or made["id"] not in ids:
        c.wrong("GET /v1/submissions", f"pages hold {ids}")
    c.ask("sam", "GET", "/v1/submissions?page_token=nonsense", expect=422)
    for target in ("/v1/problems", "/v1/problems/sum", "/v1/me"):
        c.ask("sam", "GET", target, expect=200)
    unpublished_problems(c)
    for target in ("/v1/queue", "/v1/workers", "/v1/dead-letters", "/v1/rejudges", "/v1/webhooks"):
        c.ask("root", "GET", target, expect=200)
    c.ask("ines", "PUT", "/v1/problems/odd?course=demo", b"no archive", {"Content-Type": "application/zip"}, 422)
    c.ask("root", "POST", "/v1/workers/none/drain", expect=404)
    hook = c.ask("ines", "POST", "/v1/webhooks", {"url": "https://e.example/", "course": "demo",
                                                  "events": ["submission.finished"]}, expect=201)
    c.ask("ines", "GET", f"/v1/webhooks/{hook['id']}/deliveries", expect=200)
    c.ask("ines", "DELETE", f"/v1/webhooks/{hook['id']}", expect=204)
    real_similarity(c)
    openapi_authoring.run(c)
    openapi_courses.run(c, made["id"])
    openapi_sign_on.run(c)
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method not in METHODS or (method, path) in c.seen:
                continue
            if needs_platform(operation):
                c.wrong(f"{method} {path}", "was not called by this test")
    real_sign_in(c)


def needs_platform(operation):
    return any(part.is_operation(operation) for part in (openapi_authoring, openapi_courses, openapi_sign_on))


def unpublished_problems(c):
    """A problem whose assignment is not published is nothing that a student has heard of."""
    at = "/v1/courses/demo/assignments"
    [queens] = [one for one in c.ask("ines", "GET", at, expect=200)["assignments"] if one["problem"] == "eight-queens"]

    def listed(who):
        return {problem["id"] for problem in c.ask(who, "GET", "/v1/problems", expect=200)["problems"]}

    both = {"sum", "eight-queens"}
    if not both <= listed("sam"):
        c.wrong("GET /v1/problems", "hides what is published")
    writable = {key: value for key, value in queens.items() if key not in ("id", "position")}
    c.ask("ines", "PUT", f"{at}/{queens['id']}", {**writable, "published": False}, expect=200)
    if both & listed("sam") != {"sum"} or not both <= listed("ines") or not both <= listed("root"):
        c.wrong("GET /v1/problems", "hides or shows the wrong ones")
    c.ask("sam", "GET", "/v1/problems/eight-queens", expect=404)
    c.ask("sam", "GET", "/v1/problems/sum", expect=200)
    c.ask("ines", "GET", "/v1/problems/eight-queens", expect=200)
    c.ask("ines", "PUT", f"{at}/{queens['id']}", {**writable, "published": True}, expect=200)


def real_similarity(c):
    at = "/v1/similarity/demo/sum"
    state = c.ask("ines", "GET", at, expect=200)
    if state["indexed"] != 0:  # nothing was graded
        c.wrong(at, f"has {state['indexed']} submissions")
    c.ask("sam", "GET", at, expect=403)
    c.ask("ines", "POST", at + "/comparisons", expect=409)
    c.ask("ines", "GET", at + "/pairs", expect=409)
    c.ask("ines", "GET", at + "/comparisons", expect=200)
    c.ask("ines", "PUT", at + "/templates/skeleton", {"files": [{"path": "a.py", "data": "cHJpbnQoMSkK"}]}, expect=200)
    c.ask("ines", "GET", at + "/templates", expect=200)
    c.ask("ines", "DELETE", at + "/templates/skeleton", expect=204)
    c.ask("ines", "DELETE", at + "/templates/skeleton", expect=404)
    c.ask("ines", "POST", at + "/fingerprints", {"secret": "a secret of two departments"}, expect=200)
    c.ask("ines", "POST", at + "/fingerprints", {"secret": "short"}, expect=422)
    gone = c.ask("root", "POST", "/v1/similarity/erasures", {"person": "nobody"}, expect=200)
    if gone["left_in_index"] or gone["left_in_rows"]:
        c.wrong("POST /v1/similarity/erasures", f"left {gone}")


def real_sign_in(c):
    form = {"Content-Type": FORM}
    code = c.ask(None, "POST", "/oauth/device_authorization", "client_id=cli&scope=read", form, 200)
    grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=" + code["device_code"]
    c.ask(None, "POST", "/oauth/token", grant, form, 400)
    cookie = {"Cookie": "__Host-assay=" + c.server.token("sam")}
    target = "/device?user_code=" + code["user_code"]
    page = c.ask(None, "GET", target, headers=cookie, expect=200).decode()
    csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    c.ask(None, "POST", "/device", f"action=allow&user_code={code['user_code']}&csrf={csrf}", {**form, **cookie}, 200)
    c.ask(None, "GET", target, headers=cookie, expect=404)


def compare_routes(c, described):
    for method, pattern in sorted(c.server.routes - described):
        c.wrong(f"{method} {pattern}", "is a route of the server and not in the document")
    for method, pattern in sorted(described - c.server.routes):
        c.wrong(f"{method} {pattern}", "is in the document and no route of the server")


def main():
    kind, program = sys.argv[1:3]
    server = MemoryServer(program) if kind == "memory" else PlatformServer(program)
    c = Checker(server)
    try:
        if kind == "memory":
            described = {(method, path) for path, item in DOCUMENT["paths"].items() for method in item if method in METHODS}
            compare_routes(c, described)
            submissions(c)
            others(c)
            similarity(c)
            sign_in(c)
            accounts(c)
            people(c)
            directory(c)
            privacy(c)
            for method, pattern in sorted(described - c.seen):
                operation = DOCUMENT["paths"][pattern][method]
                if needs_platform(operation):
                    continue  # called with the real service: platform
                c.wrong(f"{method} {pattern}", "was not called by this test")
        else:
            real_services(c)
    finally:
        server.stop()
    for problem in c.problems:
        print(problem)
    print(f"{len(c.seen)} operations, {len(c.problems)} problems")
    return 1 if c.problems else 0


if __name__ == "__main__":
    sys.exit(main())
