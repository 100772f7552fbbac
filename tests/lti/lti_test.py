#!/usr/bin/env python3
"""Assay as a tool of a learning platform that others wrote.

    lti_test.py PROGRAMS VENV

The platform is PyPI's lti1p3platform in a process of its own (platform_server.py); Assay runs whole, as `assay up` starts it; what a browser does
is done here, with its cookies. Launch, deep linking, grades, roster, and what must be refused. Skipped where the package cannot be had.
"""
import base64
import http.client
import http.cookies
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "lms/gateway"))
import openapi_test  # noqa: E402  (the platform that is started)

PACKAGE = "lti1p3platform==0.1.8"
SKIP = 77
FORM = "application/x-www-form-urlencoded"
failures = []


def check(what, right, more=""):
    print(("ok   " if right else "FAIL ") + what + ("" if right else f": {more}"), flush=True)
    if not right:
        failures.append(what)


def install(folder):
    python = Path(folder) / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE], check=False)
    if done.returncode != 0:
        print(f"{PACKAGE} cannot be installed: the test is skipped")
        sys.exit(SKIP)
    return python


class Assay(openapi_test.PlatformServer):
    """With learning platforms on loopback, which is not public."""

    def run(self, verb, *options):
        if verb == "up":
            self.data.mkdir(parents=True, exist_ok=True)
            self.data.chmod(0o755)
            (self.data / "assay.toml").write_text('[outgoing]\nallow = ["127.0.0.0/8"]\n', encoding="utf-8")
        super().run(verb, *options)

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"


class Browser:
    """Keeps cookies; follows nothing by itself."""

    def __init__(self, assay, framed=True):
        self.assay, self.cookies, self.framed = assay, {}, framed

    def ask(self, method, target, body=None, **headers):
        connection = self.assay.connect()
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if isinstance(body, dict):
            body = urllib.parse.urlencode(body, doseq=True)
            headers["Content-Type"] = FORM
        if self.framed:
            headers["Sec-Fetch-Dest"] = "iframe"
        connection.request(method, target.removeprefix(self.assay.url), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if self.framed and name.startswith("__Host-assay"):
                check(f"cookie {name[:18]} is kept in frames", "SameSite=None" in line and "Partitioned" in line and "Secure" in line, line)
            self.cookies.pop(name, None) if "Max-Age=0" in line else self.cookies.update({name: value})
        connection.close()
        return answer, text


class Test:
    def __init__(self, assay, platform):
        self.assay, self.platform = assay, platform

    def at_platform(self, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        with urllib.request.urlopen(self.platform + path, data, timeout=20) as answer:
            return json.loads(answer.read() or "null")

    def api(self, who, method, target, body=None):
        connection = self.assay.connect()
        headers = {"Authorization": "Bearer " + self.assay.token(who), "Content-Type": "application/json"}
        connection.request(method, target, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, json.loads(data) if data else None

    def begin(self, browser, user, hint):
        """To the platform and back: the form that the platform lets the browser send."""
        url = self.at_platform(f"/begin?user={user}&hint={hint}")["url"]
        answer, text = browser.ask("GET", url)
        if answer.status != 302:
            raise SystemExit(f"login answered {answer.status}: {text}")
        to = urllib.parse.urlparse(answer.headers["Location"])
        return self.at_platform(f"{to.path}?{to.query}")

    def launch(self, browser, user, hint):
        form = self.begin(browser, user, hint)
        return browser.ask("POST", "/lti/launch", {"state": form["state"], "id_token": form["id_token"]})

    def until(self, what, done):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if done():
                return check(what, True)
            time.sleep(0.2)
        return check(what, False, "not within a minute")


def hidden(text, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found.group(1) if found else ""


def register(test):
    body = {"name": "A platform", "issuer": test.platform, "client_id": "client-of-assay", "deployments": ["deployment-1"],
            "authentication_url": test.platform + "/auth", "token_url": test.platform + "/token", "keys_url": test.platform + "/jwks"}
    status, made = test.api("root", "POST", "/v1/lti/platforms", body)
    check("an administrator registers the platform", status == 201, made)


def first_launch(test):
    sam = Browser(test.assay)
    answer, text = test.launch(sam, "u-sam", "one")
    check("a student comes before anybody connected the course", answer.status == 200 and "Not set up yet" in text, f"{answer.status} {text}")
    check("the platform, and nobody else, may frame it",
          f"frame-ancestors {test.platform}" in answer.headers["Content-Security-Policy"], answer.headers["Content-Security-Policy"])
    ines = Browser(test.assay)
    answer, text = test.launch(ines, "u-ines", "one")
    check("an instructor is asked which course it is", answer.status == 303 and answer.headers["Location"].startswith("/lti/page/"), text)
    place = answer.headers["Location"]
    answer, text = ines.ask("GET", place)
    check("with a suggestion", answer.status == 200 and 'value="alg-101"' in text, text)
    check("nobody else sees that page", sam.ask("GET", place)[0].status == 404)
    forged, _ = ines.ask("POST", place, {"action": "make", "course": "alg-101", "title": "Algorithms", "csrf": "x"})
    check("a form without its token is refused", forged.status == 403)
    answer, text = ines.ask("POST", place, {"action": "make", "course": "alg-101", "title": "Algorithms 101", "csrf": hidden(text, "csrf")})
    check("she makes one", answer.status == 303 and answer.headers["Location"] == "/app/courses/alg-101", f"{answer.status} {text}")
    answer, _ = test.launch(sam, "u-sam", "one")
    check("the student comes in", answer.status == 303 and answer.headers["Location"] == "/app/courses/alg-101")
    answer, text = sam.ask("GET", "/v1/courses/alg-101")
    check("as a student of it", answer.status == 200 and json.loads(text)["role"] == "student", text)
    answer, _ = sam.ask("GET", "/app/courses/alg-101")
    check("the app may be framed there", f"frame-ancestors {test.platform}" in answer.headers["Content-Security-Policy"])
    answer, _ = Browser(test.assay).ask("GET", "/app/courses/alg-101")
    check("and nowhere else", "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"])
    answer, _ = test.launch(Browser(test.assay, framed=False), "u-sam", "one")
    check("in a window of its own he comes in, too", answer.status == 200 and answer.headers["Refresh"] == "0;url=/app/courses/alg-101")
    status, people = test.api("root", "GET", "/v1/people?query=Sam%20Student")
    check("who he is was not taken from an address", status == 200 and len(people["people"]) == 1
          and not people["people"][0]["administrator"], people)
    return ines, sam


def refusals(test):
    browser = Browser(test.assay)
    form = test.begin(browser, "u-sam", "one")
    stranger, text = Browser(test.assay).ask("POST", "/lti/launch", form)
    check("another browser is asked to begin itself", stranger.status == 200 and "Open in a new window" in text, text)
    header, body, signature = form["id_token"].split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for what, token in {"no signature": f"{none}.{body}.", "another signature": f"{header}.{body}.{signature[:-8]}AAAAAAAA",
                        "no token": ""}.items():
        answer, _ = browser.ask("POST", "/lti/launch", {"state": form["state"], "id_token": token})
        check(f"{what} is refused", answer.status == 401)
    first, _ = browser.ask("POST", "/lti/launch", form)
    again, _ = browser.ask("POST", "/lti/launch", form)
    check("a launch is good once", (first.status, again.status) == (303, 401), f"{first.status} {again.status}")
    answer, _ = browser.ask("GET", f"/lti/login/default?iss={urllib.parse.quote(test.platform)}&login_hint=x&target_link_uri=https%3A%2F%2Fevil.example%2F")
    check("a target elsewhere is refused", answer.status == 422)
    answer, _ = browser.ask("GET", f"/lti/login/another?iss={urllib.parse.quote(test.platform)}&login_hint=x")
    check("another organisation does not know the platform", answer.status == 422)


def csrf(browser):
    return json.loads(browser.ask("GET", "/v1/session")[1])["csrf_token"]


def deep_linking(test, ines):
    token = csrf(ines)
    headers = {"X-CSRF-Token": token, "Content-Type": "application/json"}
    essay = {"title": "An essay", "points": 10, "published": True, "hold_grades": True}
    answer, text = ines.ask("POST", "/v1/courses/alg-101/assignments", json.dumps(essay), **headers)
    check("she writes an assignment", answer.status == 201, text)
    assignment = json.loads(text)["id"]
    answer, text = test.launch(ines, "u-ines", "deep")
    check("deep linking asks what to link", answer.status == 303, text)
    place = answer.headers["Location"]
    _, text = ines.ask("GET", place)
    answer, text = ines.ask("POST", place, {"action": "pick", "pick": ["course", assignment], "csrf": hidden(text, "csrf")})
    check("the answer is a form for the platform", answer.status == 200 and f'action="{test.platform}/return"' in text, text)
    content = test.at_platform("/return", {"JWT": hidden(text, "JWT")})
    check("the platform takes the signed answer", [one["title"] for one in content] == ["Algorithms 101", "An essay"], content)
    return assignment


def grades(test, ines, sam, assignment):
    answer, _ = test.launch(sam, "u-sam", "item-1")
    check("the link leads to the assignment", answer.headers["Location"] == f"/app/courses/alg-101/assignments/{assignment}")
    headers = {"X-CSRF-Token": csrf(ines), "Content-Type": "application/json"}
    _, text = ines.ask("GET", "/v1/courses/alg-101/people")
    student = next(one["person"] for one in json.loads(text)["people"] if one["role"] == "student")
    test.until("he is in the gradebook", lambda: ines.ask(
        "GET", f"/v1/courses/alg-101/assignments/{assignment}/grades/{student}")[0].status == 200)
    target = f"/v1/courses/alg-101/assignments/{assignment}/grades/{student}"
    answer, text = ines.ask("PUT", target, json.dumps({"override_points": 7, "reason": "read"}), **headers)
    check("she grades", answer.status == 200, text)
    check("a grade that is held back is not sent", test.at_platform("/state")["scores"] == [])
    answer, text = ines.ask("POST", f"/v1/courses/alg-101/assignments/{assignment}/publish", json.dumps({"published": True}), **headers)
    check("she publishes", answer.status == 200, text)
    test.until("the platform has the score", lambda: [(one["userId"], one["scoreGiven"], one["scoreMaximum"]) for one in
                                                      test.at_platform("/state")["scores"]] == [("u-sam", 7, 10)])
    ines.ask("PUT", target, json.dumps({"override_points": 9, "reason": "read again"}), **headers)
    test.until("and the newer one", lambda: [one["scoreGiven"] for one in test.at_platform("/state")["scores"]] == [7, 9])
    answer, text = ines.ask("GET", "/v1/courses/alg-101/lti")
    links = json.loads(text)["links"]
    check("the course knows what was sent", [item["sent"] for item in links[0]["items"]] == [1], text)
    return links[0]["id"], headers


def roster(test, ines, link, headers):
    target = f"/v1/courses/alg-101/lti/{link}/roster"
    answer, text = ines.ask("POST", target, **headers)
    check("the roster is previewed", answer.status == 200 and [row["plan"] for row in json.loads(text)["rows"]] == ["same", "same", "add"], text)
    answer, text = ines.ask("POST", target + "?apply=true", **headers)
    check("and taken over", answer.status == 200, text)
    test.until("she sees both students", lambda: sorted(one["role"] for one in json.loads(
        ines.ask("GET", "/v1/courses/alg-101/people")[1])["people"]) == ["owner", "student", "student"])
    status, records = test.api("root", "GET", "/v1/audit?page_size=200")
    actions = {one["action"] for one in records["records"]}
    check("the audit log has all of it", {"lti.platform.add", "lti.people", "lti.course.link", "sign_in.lti"} <= actions, actions)


def main():
    programs, environment = sys.argv[1], sys.argv[2]
    python = install(environment)
    assay = Assay(programs)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    platform = subprocess.Popen([python, HERE / "platform_server.py", str(port), assay.url],
                                env={**os.environ, "REQUESTS_CA_BUNDLE": str(assay.data / "pki/root.crt")})
    try:
        test = Test(assay, f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 30
        while platform.poll() is None and time.monotonic() < deadline:
            try:
                test.at_platform("/jwks")
                break
            except OSError:
                time.sleep(0.1)
        register(test)
        ines, sam = first_launch(test)
        refusals(test)
        assignment = deep_linking(test, ines)
        link, headers = grades(test, ines, sam, assignment)
        roster(test, ines, link, headers)
    finally:
        platform.terminate()
        platform.wait(20)
        assay.stop()
    sys.exit(f"{len(failures)} wrong: {failures}" if failures else 0)


if __name__ == "__main__":
    main()
