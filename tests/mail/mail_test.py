#!/usr/bin/env python3
"""Mail from a whole platform, as `assay up` starts it, to a real mail server (aiosmtpd) with STARTTLS and a password.

    mail_test.py PROGRAMS

Invitations and announcements arrive with the right text; what is wanted, and unsubscribing without signing in; the test of an administrator.
"""
import email
import email.policy
import json
import os
import pwd
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "lms/gateway"))
import openapi_test  # noqa: E402  (the platform that is started)

failures = []


def check(what, right, more=""):
    print(("ok   " if right else "FAIL ") + what + ("" if right else f": {more}"), flush=True)
    if not right:
        failures.append(what)


def until(done, what):
    deadline = time.monotonic() + 60
    while not done():
        if time.monotonic() > deadline:
            return check(what, False, "not within a minute")
        time.sleep(0.1)
    return check(what, True)


class MailServer:
    """With a certificate of its own, in a folder that the platform's services may read."""

    USER, PASSWORD = "assay", "a secret of the mail server"

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="assay-mail-")
        self.path = Path(self.folder.name)
        self.path.chmod(0o755)
        (self.path / "mails").mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.path / "key.pem",
                        "-out", self.path / "cert.pem"], check=True, capture_output=True)
        password = self.path / "password"
        password.write_text(self.PASSWORD + "\n", encoding="utf-8")
        password.chmod(0o600)
        if os.geteuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            user = pwd.getpwnam("assay" if "assay" in names else "nobody")
            os.chown(password, user.pw_uid, user.pw_gid)
        self.process = subprocess.Popen(["/usr/bin/python3", ROOT / "common/mail/testing_smtp.py", self.path / "mails", "starttls",
                                         self.path / "cert.pem", self.path / "key.pem", "0", self.USER, self.PASSWORD])
        until((self.path / "mails/port").exists, "the mail server listens")
        self.port = int((self.path / "mails/port").read_text())

    def settings(self):
        return f"""[mail]
host = "localhost"
port = {self.port}
user = "{self.USER}"
password_file = "{self.path}/password"
roots = "{self.path}/cert.pem"
from = "Assay of the test <assay@example.org>"
"""

    def answer(self, lines):
        (self.path / "mails/answers").write_text(lines, encoding="utf-8")

    def mails(self, to=None, subject=None):
        found = []
        for file in sorted((self.path / "mails").glob("*.eml")):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if (to is None or mail["X-Envelope-To"] == to) and (subject is None or subject in mail["Subject"]):
                found.append(mail)
        return found

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


class Assay(openapi_test.PlatformServer):
    def __init__(self, programs, mail):
        self.mail = mail
        super().__init__(programs)

    def run(self, verb, *options):
        if verb == "up":
            self.data.mkdir(parents=True, exist_ok=True)
            self.data.chmod(0o755)
            (self.data / "assay.toml").write_text(self.mail.settings(), encoding="utf-8")
        super().run(verb, *options)

    def ask(self, who, method, target, body=None, headers=None):
        connection = self.connect()
        headers = dict(headers or {})
        if who:
            headers["Authorization"] = "Bearer " + self.token(who)
        if isinstance(body, dict):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        data = answer.read().decode()
        connection.close()
        return answer.status, json.loads(data) if answer.headers.get("Content-Type", "").endswith("json") and data else data

    def address(self, name):
        return (self.data / "secrets" / f"{self.TOKENS[name]}.login").read_text(encoding="utf-8").splitlines()[0]


def invitations(assay, mail):
    to = "grete@new.example"
    status, made = assay.ask("root", "POST", "/v1/invitations", {"email": to, "name": "Grete Größe", "course": "demo", "role": "student"})
    check("an invitation says that it is mailed", status == 201 and made["mailed"], made)
    until(lambda: mail.mails(to), "it arrives")
    [one] = mail.mails(to)
    text = one.get_content()
    check("by TLS, signed in", one["X-Envelope-Tls"] == "yes" and one["X-Envelope-User"] == mail.USER, one.items())
    check("from whom it should be", one["From"] == "Assay of the test <assay@example.org>", one["From"])
    check("to whom it should be", "Grete Größe" in one["To"] and "Hello Grete Größe," in text, text)
    link = re.search(r"https://\S+/app/invitation#(\S+)", text)
    check("with the link that the answer has", link is not None and link[0].endswith(made["link"].split("/app/")[1]), text)
    status, described = assay.ask(None, "POST", "/v1/invitations/describe", {"invitation": link[1]})
    check("which is good", status == 200 and described["person"]["email"] == to, described)
    status, made = assay.ask("root", "POST", "/v1/invitations", {"email": "quiet@new.example", "name": "Q", "mail": False})
    check("who says so hands the link on by hand", status == 201 and not made["mailed"] and made["link"], made)
    table = "email,name\nrow@new.example,Row\n"
    status, roster = assay.ask("ines", "POST", "/v1/courses/demo/roster/import", table, {"Content-Type": "text/csv"})
    check("rosters are mailed too", status == 200 and roster["mailed"], roster)
    until(lambda: mail.mails("row@new.example"), "each its own")
    check("and nobody else", not mail.mails("quiet@new.example"))


def announcements(assay, mail):
    sam, sue = assay.address("sam"), assay.address("sue")
    at = "/v1/courses/demo/announcements"
    status, made = assay.ask("ines", "POST", at, {"title": "Größere Räume", "body": "In 101."})
    check("an announcement is made", status in (200, 201), made)
    until(lambda: mail.mails(sam, "Räume") and mail.mails(sue, "Räume"), "it arrives at each")
    [one] = mail.mails(sam, "Räume")
    check("with its course and title", one["Subject"].startswith("[") and one["Subject"].endswith("] Größere Räume"), one["Subject"])
    check("and where it stands", "/app/courses/demo/announcements" in one.get_content(), one.get_content())
    check("answered by no machine", one["Auto-Submitted"] == "auto-generated")

    url = one["List-Unsubscribe"].strip("<>")
    target = urllib.parse.urlparse(url)
    target = f"{target.path}?{target.query}"
    check("unsubscribing by one click is offered", one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
    status, page = assay.ask(None, "GET", target)
    check("a page asks", status == 200 and "<form" in page and "announcements" in page, page)
    check("and changes nothing", assay.ask("sam", "GET", "/v1/me/mail")[1]["kinds"] == [])
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, page = assay.ask(None, "POST", target, "List-Unsubscribe=One-Click", form)
    check("the click is heard", status == 200 and "<form" not in page, page)
    kept = assay.ask("sam", "GET", "/v1/me/mail")[1]
    check("and kept", kept["kinds"] == [{"kind": "announcement", "often": "none"}] and kept["configured"], kept)
    status, _ = assay.ask(None, "POST", target[:-4] + "AAAA", "List-Unsubscribe=One-Click", form)
    check("a token that is not ours does nothing", status == 404, status)
    assay.ask("ines", "POST", at, {"title": "Third"})
    until(lambda: mail.mails(sue, "Third"), "others are written to")
    check("and who wants no more is not", not mail.mails(sam, "Third"))


def administration(assay, mail):
    status, state = assay.ask("root", "GET", "/v1/mail")
    check("an administrator sees how mail goes", status == 200 and state["configured"] and state["security"] == "starttls" and
          state["last_sent_at"] and state["from"] == "assay@example.org", state)
    status, test = assay.ask("root", "POST", "/v1/mail/test")
    check("a test arrives", status == 200 and test["sent"] and mail.mails(test["to"], "A test of"), test)
    mail.answer("DATA 554 5.7.1 we do not like you")
    status, test = assay.ask("root", "POST", "/v1/mail/test")
    check("and a refusal is told in the server's words", status == 200 and not test["sent"] and test["code"] == 554 and
          "we do not like you" in test["answer"], test)
    mail.answer("RCPT 550 5.1.1 no such mailbox")
    to = "nobody@new.example"
    assay.ask("root", "POST", "/v1/invitations", {"email": to, "name": "Nobody"})
    until(lambda: assay.ask("root", "GET", "/v1/mail")[1]["given_up"] == 1, "what is refused for good is given up")
    [failure] = assay.ask("root", "GET", "/v1/mail")[1]["failures"]
    check("with the reason", failure["name"] == "Nobody" and "no such mailbox" in failure["error"] and failure["kind"] == "invitation", failure)
    mail.answer("")
    status, _ = assay.ask("root", "POST", f"/v1/mail/{failure['id']}/retry")
    check("it is sent again on demand", status == 204, status)
    until(lambda: mail.mails(to), "and arrives")
    log = (assay.data / "logs" / "identity.log").read_text(encoding="utf-8")
    check("no address and no secret is logged", to not in log and mail.PASSWORD not in log and "we do not like" not in log)


def main():
    mail = MailServer()
    try:
        assay = Assay(sys.argv[1], mail)
        try:
            invitations(assay, mail)
            announcements(assay, mail)
            administration(assay, mail)
        finally:
            assay.stop()
    finally:
        mail.stop()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
