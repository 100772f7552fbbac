"""Three organisations on one platform, full of things whose texts say who may read them.

A is what is attacked, B an organisation with the same names in it, C the one in which everything is tried. Every text that is
written carries a mark, and a mark knows its readers: whoever else is answered with it was told too much.
"""
import base64
import dataclasses
import io
import json
import os
import random
import re
import subprocess
import time
import zipfile
from pathlib import Path

import answers
from gateways import GatewayProcess
from openapi_test import PlatformServer
from wire import Request, Wire

SOURCE = Path(os.environ.get("ASSAY_SOURCE_DIR") or Path(__file__).resolve().parents[2])
JSON = ("Content-Type", "application/json")


def package(change):
    """examples/sum as an archive, each file as `change` leaves it."""
    packed = io.BytesIO()
    folder = SOURCE / "examples" / "sum"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".java":
                archive.writestr(str(path.relative_to(folder)), change(path.name, path.read_bytes()))
    return packed.getvalue()


@dataclasses.dataclass
class Actor:
    name: str
    tenant: str = ""
    token: str = ""
    cookie: str = ""
    csrf: str = ""
    person: str = ""
    admin: bool = False
    words: dict = dataclasses.field(default_factory=dict)  # by course; "": the organisation's
    address: str = "192.0.2.1"

    def can(self, word, course):
        return word in self.words.get(course, ()) or (self.admin and word in self.words.get("", ()))

    def can_somewhere(self, word):
        return any(word in words for words in self.words.values())

    @property
    def courses(self):
        return {course for course in self.words if course}

    def headers(self):
        headers = [("X-Forwarded-For", self.address)]
        if self.token:
            headers.append(("Authorization", "Bearer " + self.token))
        if self.cookie:
            headers.append(("Cookie", self.cookie))
        if self.csrf:
            headers.append(("X-CSRF-Token", self.csrf))
        return headers


class Things:
    """What was made in one course: ids by name, and the people as actors."""

    def __init__(self, tenant, course):
        self.tenant, self.course = tenant, course
        self.actors = {}

    def as_actor(self, name):
        return self.actors[name]


class World:
    def __init__(self, programs, seed):
        self.random = random.Random(seed)
        self.programs = Path(programs)
        self.marks = {}  # text -> (what, who may read it)
        self.foreign_ids = {}  # text -> (organisation, what)
        self.leaks = []
        self.asked = 0
        self.addresses = 0
        self.platform = PlatformServer(str(programs), workers=1)
        self.gateway = None
        try:
            self.gateway = GatewayProcess(programs, self.platform.data, "--max-body-mib", "1")
            self.wire = Wire(self.gateway.port)
            self.fill()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.gateway:
            self.gateway.stop()
        self.platform.stop()

    def status(self):
        """What `assay status --json` says of the services."""
        done = subprocess.run([self.programs / "assay-platform", "status", "--json", "--data", self.platform.data], capture_output=True,
                              text=True, timeout=30, check=False)
        return json.loads(done.stdout)

    # --- asking ---

    def send(self, actor, request):
        """As this actor; whatever is answered may hold no mark that is not theirs to read."""
        self.asked += 1
        said = {name.lower() for name, _ in request.headers}
        request = request.with_headers(*((name, value) for name, value in actor.headers() if name.lower() not in said))
        answer = self.wire.send(request)
        sent = request.target + b"\n" + (request.body or b"")
        for text in answers.readable(answer.body):
            for mark in set(answers.MARK.findall(text)):
                what, readers = self.marks.get(mark.decode(), ("nothing of ours", lambda _: True))
                if not readers(actor) and mark not in sent:
                    self.leak(actor, request, answer, what)
        for text, (tenant, what) in self.foreign_ids.items():
            if tenant != actor.tenant and text.encode() in answer.body and text.encode() not in sent:
                self.leak(actor, request, answer, f"the id of a {what} of {tenant}")
        return answer

    def leak(self, actor, request, answer, what):
        self.leaks.append(f"{request.method} {request.target.decode(errors='replace')} as {actor.name} of {actor.tenant or 'nowhere'}: "
                          f"{answer.status} shows {what}")

    def ask(self, actor, method, target, body=None, media=None, expect=(200, 201, 204)):
        """What must succeed while the world is made; the answer's JSON."""
        headers = []
        if isinstance(body, (dict, list)):
            body, media = json.dumps(body), "application/json"
        if body is not None:
            headers.append(("Content-Type", media))
            body = body.encode() if isinstance(body, str) else body
        answer = self.send(actor, Request(method, target.encode(), headers, body))
        if answer.status not in expect:
            raise SystemExit(f"the world cannot be made: {method} {target} as {actor.name}: {answer.status} {answer.body[:500]!r} "
                             f"{answer.fault}")
        self.last = answer
        return answer.json() if answer.media.endswith("json") and answer.body else answer.body

    def until(self, done, what):
        deadline = time.monotonic() + 60
        while not done():
            if time.monotonic() > deadline:
                raise SystemExit(f"the world cannot be made: {what} did not come within a minute")
            time.sleep(0.05)

    def mark(self, what, readers):
        text = f"mk{self.random.choice('abcdefgh')}{len(self.marks):04d}{self.random.randrange(16**6):06x}"
        self.marks[text] = (what, readers)
        return text

    def new_address(self):
        self.addresses += 1
        return f"198.51.{self.addresses >> 8 & 255}.{self.addresses & 255}"

    # --- people ---

    def learn(self, actor):
        """Who it is and what they may do, as the gateway says it."""
        session = self.ask(actor, "GET", "/v1/session")
        actor.person, actor.tenant = session["person"]["id"], session["person"]["tenant"]
        actor.admin = session["person"]["administrator"]
        actor.words = {course["course"]: set(course["permissions"]) for course in session["courses"]}
        actor.words[""] = set(session["permissions"])
        return actor

    def cookie_of(self):
        for cookie in self.last.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("__Host-assay="):
                return cookie.split(";")[0]
        raise SystemExit("the world cannot be made: no session's cookie came")

    def administrator(self, tenant):
        """Bootstraps the organisation where it is new; its administrator by token and, as `session`, by cookie."""
        secrets = self.platform.data / "secrets"
        name = "admin"
        if tenant != "default":
            name = "admin-" + tenant
            database = ["--database-host", self.platform.data / "postgres/socket", "--database-name", "assay", "--database-user",
                        "identity", "--database-password-file", secrets / "identity.password"]
            subprocess.run([self.programs / "assay-identity", "bootstrap", "--tenant", tenant, "--name", "Root " + tenant, "--token-out",
                            secrets / (name + ".token"), *database], check=True, capture_output=True, timeout=60)
        token = (secrets / (name + ".token")).read_text(encoding="utf-8").strip()
        return self.learn(Actor("admin", token=token, address=self.new_address()))

    def member(self, things, role, key=None):
        """Somebody new with this role: invited, come by the link, with a session and a token that lacks no scope."""
        admin, course, tenant = things.actors["admin"], things.course, things.tenant
        in_course = lambda who: who.tenant == tenant and (who.admin or course in who.courses)
        name = self.mark(f"the name of a {role} of {tenant}/{course}", in_course)
        mail = self.mark(f"the address of a {role} of {tenant}/{course}", in_course)
        made = self.ask(admin, "POST", "/v1/invitations", {"email": mail + "@people.example", "name": name, "course": course, "role": role})
        someone = Actor(key or role, tenant, words={course: set()}, address=self.new_address())
        session = self.ask(someone, "POST", "/v1/invitations/accept",
                           {"invitation": made["link"].split("#")[1], "password": "a password of nobody else " + mail})
        someone.person = session["person"]["id"]
        browser = dataclasses.replace(someone, name=someone.name + " in a browser", cookie=self.cookie_of(), csrf=session["csrf_token"])
        someone.token = self.new_token(browser)["secret"]
        things.actors[someone.name] = self.learn(someone)
        things.actors[someone.name + " in a browser"] = self.learn(browser)
        setattr(things, someone.name, someone.person)
        return someone

    def new_token(self, browser, name="all", scopes=("submit", "read", "manage")):
        return self.ask(browser, "POST", "/v1/tokens", {"name": name, "scopes": list(scopes)})

    def expire(self, token_id):
        """Sets back the end of a token, as time would."""
        secrets = self.platform.data / "secrets"
        sql = ("UPDATE identity.tokens SET created_at = created_at - interval '2 days', expires_at = now() - interval '1 minute' "
               f"WHERE id = '{token_id}'")
        done = subprocess.run(["psql", "-qtA", "-v", "ON_ERROR_STOP=1", "-h", self.platform.data / "postgres/socket", "-U", "identity",
                               "-d", "assay", "-c", sql], capture_output=True, text=True, timeout=30, check=False,
                              env={**os.environ, "PGPASSWORD": (secrets / "identity.password").read_text(encoding="utf-8").strip()})
        if done.returncode != 0:
            raise SystemExit(f"a token cannot be made to expire: {done.stderr}")

    # --- things ---

    def marked_package(self, things):
        """examples/sum with marks: what students read, and what nobody is ever shown."""
        tenant, course = things.tenant, things.course
        shown = self.mark(f"a problem of {tenant}/{course}", lambda who: who.tenant == tenant and (who.admin or course in who.courses))
        hidden = self.mark(f"the solution of a problem of {tenant}/{course}", lambda who: False)

        def marked(name, data):
            if name == "assignment.yaml":
                return data.replace(b"title: Sum", b"title: Sum " + shown.encode())
            return data + {"statement.md": f"\n{shown}\n", "sum.py": f"# {hidden}\n"}.get(name, "").encode()

        return package(marked)

    def gather(self, admin, course, roles):
        """A course and its people: an instructor, two students, and one of each of `roles`."""
        t = Things(admin.tenant, course)
        t.actors["admin"] = admin
        say = f"of {t.tenant}/{course}"
        in_course = lambda who: who.tenant == t.tenant and (who.admin or course in who.courses)
        self.ask(admin, "PUT", f"/v1/courses/{course}", {"title": self.mark("the title " + say, in_course), "published": True,
                                                         "late_days": 3, "description": self.mark("the description " + say, in_course)})
        self.member(t, "instructor")
        self.member(t, "student")
        self.member(t, "student", "student2")
        for role in roles:
            self.member(t, role)
        t.actors["session"] = t.actors["instructor in a browser"]
        # Whoever is invited is in the course as well, whether they come or not.
        staff = lambda who: who.tenant == t.tenant and who.can("grades.read_all", course)
        t.invitation = self.ask(t.actors["instructor"], "POST", "/v1/invitations", {
            "email": self.mark("an invitation " + say, staff) + "@people.example", "course": t.course, "role": "student",
            "name": self.mark("an invitation " + say, staff)})["id"]
        t.invited = self.last.json()["person"]["id"]
        return t

    def arrived(self, t):
        """Whether assay-courses heard of the people, which it does in its own time."""
        people = {t.invited} | {actor.person for actor in t.actors.values() if not actor.admin}
        told = self.ask(t.actors["instructor"], "GET", f"/v1/courses/{t.course}/people")["people"]
        return people <= {one["person"] for one in told}

    def plant(self, t):
        """One of everything in the course."""
        admin, tenant, course = t.actors["admin"], t.tenant, t.course
        instructor, student, student2 = t.actors["instructor"], t.actors["student"], t.actors["student2"]
        say = f"of {tenant}/{course}"
        in_course = lambda who: who.tenant == tenant and (who.admin or course in who.courses)
        staff = lambda who: who.tenant == tenant and who.can("grades.read_all", course)
        teachers = lambda who: who.tenant == tenant and who.can("roster.manage", course)
        of_student = lambda who: staff(who) or who.person == t.student
        base = f"/v1/courses/{course}"

        def make(actor, kind, body, expect=(200, 201)):
            return self.ask(actor, "POST", f"{base}/{kind}", body, expect=expect)["id"]

        t.problem = course + "-sum"
        self.ask(instructor, "PUT", f"/v1/problems/{t.problem}?course={course}", self.marked_package(t), "application/zip")
        t.plain_package = package(lambda _, data: data)
        t.term = course + "-term"
        self.ask(admin, "PUT", "/v1/terms/" + t.term, {"name": self.mark(f"a term of {tenant}", lambda who: who.tenant == tenant)})
        t.section = "monday"
        self.ask(instructor, "PUT", f"{base}/sections/monday", {"name": self.mark("a section " + say, in_course), "people": [t.student]})
        t.module = make(instructor, "modules", {"title": self.mark("a module " + say, in_course), "published": True})
        t.hidden_module = make(instructor, "modules", {"title": self.mark("a hidden module " + say, staff), "published": False})
        t.page = make(instructor, "pages", {"title": self.mark("a page " + say, in_course), "body": self.mark("a page " + say, in_course),
                                            "module": t.module, "published": True})
        t.hidden_page = make(instructor, "pages", {"title": self.mark("a hidden page " + say, staff), "module": t.module,
                                                   "body": self.mark("a hidden page " + say, staff)})
        self.plant_work(t, make, in_course, staff, of_student)
        self.plant_quiz(t, make, in_course, staff, of_student)
        self.plant_talk(t, make, in_course, staff)
        self.plant_submission(t, of_student)
        self.plant_staff_things(t, teachers)
        t.session_id = self.ask(t.actors["student in a browser"], "GET", "/v1/sessions")["sessions"][0]["id"]
        t.token_id = self.ask(student, "GET", "/v1/tokens")["tokens"][0]["id"]
        self.mark_ids(t)
        return t

    def plant_work(self, t, make, in_course, staff, of_student):
        say, base = f"of {t.tenant}/{t.course}", f"/v1/courses/{t.course}"
        instructor, student = t.actors["instructor"], t.actors["student"]
        self.ask(instructor, "PUT", base + "/gradebook/scheme", {"categories": [{"name": self.mark("a category " + say, in_course),
                                                                                 "weight": 100}]})
        essay = {"title": self.mark("an assignment " + say, in_course), "description": self.mark("an assignment " + say, in_course),
                 "points": 10, "published": True, "due": "2099-01-01T12:00:00Z", "group_work": True,
                 "rubric": [{"id": "style", "name": "Style", "points": 4}, {"id": "facts", "name": "Facts", "points": 6}]}
        t.assignment = make(instructor, "assignments", essay)
        t.coding = make(instructor, "assignments", {"title": self.mark("an assignment " + say, in_course), "points": 10, "published": True,
                                                    "problem": t.problem, "due": "2099-01-01T12:00:00Z"})
        t.hidden_assignment = make(instructor, "assignments", {"title": self.mark("a hidden assignment " + say, staff), "points": 1})
        one = f"{base}/assignments/{t.assignment}"
        draft = [{"path": "essay.md", "text": self.mark("a draft " + say, of_student)}]
        self.ask(student, "PUT", one + "/draft", {"files": draft})
        groups = [{"name": self.mark("a group " + say, in_course), "members": [{"person": t.student}]}]
        self.ask(instructor, "PUT", one + "/groups", {"groups": groups})
        t.request = self.ask(student, "POST", one + "/extension-requests", {"reason": self.mark("why more time " + say, of_student),
                                                                            "wanted_due": "2099-02-01T00:00:00Z"})["id"]
        self.ask(instructor, "PUT", f"{base}/people/{t.student}/accommodation", {
            "time_multiplier": 1.5, "note": self.mark("why somebody has more time " + say, staff)})
        marks = {"marks": [{"criterion": "style", "points": 3, "comment": self.mark("a mark " + say, of_student)},
                           {"criterion": "facts", "points": 5}],
                 "comment": self.mark("a grade's comment " + say, of_student), "reason": self.mark("a grade's reason " + say, of_student)}
        self.ask(instructor, "PUT", f"{one}/grades/{t.student}", marks)
        self.ask(instructor, "POST", one + "/publish", {"published": True})
        t.regrade = self.ask(student, "POST", one + "/regrades", {"reason": self.mark("why a grade is wrong " + say, of_student),
                                                                  "criterion": "facts"})["id"]

    def plant_quiz(self, t, make, in_course, staff, of_student):
        say = f"of {t.tenant}/{t.course}"
        instructor, student = t.actors["instructor"], t.actors["student"]
        t.quiz = make(instructor, "assignments", {"title": self.mark("a quiz " + say, in_course), "points": 10, "published": True,
                                                  "kind": "quiz", "due": "2099-01-01T12:00:00Z", "attempts": 1})
        one = f"/v1/courses/{t.course}/assignments/{t.quiz}"
        choices = [{"text": self.mark("a choice " + say, of_student), "correct": True, "feedback": self.mark("a choice's feedback " + say, staff)},
                   {"text": "no"}]
        key = [{"kind": "single", "text": self.mark("a question " + say, of_student), "title": self.mark("a question's title " + say, staff),
                "points": 2, "choices": choices, "feedback": self.mark("a question's feedback " + say, staff)},
               {"kind": "text", "text": "Who?", "points": 1, "accepted": [{"text": self.mark("a right answer " + say, staff)}]}]
        self.ask(instructor, "PUT", one + "/quiz", {"value": {"questions": key, "show_key": True}, "reason": self.mark("why a quiz " + say, staff)})
        t.attempt = self.ask(student, "POST", one + "/attempts", {})["number"]
        answers = [{"question": "q1", "choices": ["1"]}, {"question": "q2", "text": self.mark("an answer " + say, of_student)}]
        self.ask(student, "POST", f"{one}/attempts/{t.attempt}/submit", {"version": 0, "answers": answers})

    def plant_talk(self, t, make, in_course, staff):
        say = f"of {t.tenant}/{t.course}"
        instructor, student, student2 = t.actors["instructor"], t.actors["student"], t.actors["student2"]
        t.announcement = make(instructor, "announcements", {"title": self.mark("an announcement " + say, in_course)})
        later = {"title": self.mark("an announcement of later " + say, staff), "publish_at": "2099-01-01T00:00:00Z"}
        make(instructor, "announcements", later)
        t.topic = make(student, "discussions", {"title": self.mark("a topic " + say, in_course),
                                                "body": self.mark("a topic " + say, in_course)})
        closed = lambda who: staff(who) or who.person == t.student2
        t.private_topic = make(student2, "discussions", {"title": self.mark("a private topic " + say, closed), "body": "x", "private": True})
        t.post = make(student2, f"discussions/{t.topic}/posts", {"body": self.mark("a post " + say, in_course)})
        t.comment = make(instructor, "comments", {"text": self.mark("the comment bank " + say, staff)})

    def plant_staff_things(self, t, teachers):
        say, instructor = f"of {t.tenant}/{t.course}", t.actors["instructor"]
        t.webhook = self.ask(instructor, "POST", "/v1/webhooks", {
            "url": "https://e.example/" + self.mark("a webhook " + say, teachers), "course": t.course, "events": ["rejudge.committed"]})["id"]
        t.rejudge = self.ask(instructor, "POST", "/v1/rejudges", {
            "filter": {"course": t.course, "states": ["done"]}, "reason": self.mark("a rejudge " + say, teachers)})["id"]
        t.template = "skeleton"
        source = base64.b64encode(f"# {self.mark('a template ' + say, teachers)}\nprint(1)\n".encode()).decode()
        at = f"/v1/similarity/{t.course}/{t.problem}"
        self.ask(instructor, "PUT", at + "/templates/skeleton", {"files": [{"path": "a.py", "data": source}]})
        t.fingerprints = self.ask(instructor, "POST", at + "/fingerprints", {"secret": "a secret of two departments"})

    def until_ended(self, t, submission):
        target = "/v1/submissions/" + submission
        self.until(lambda: self.ask(t.actors["admin"], "GET", target)["state"] in ("done", "failed"), "the end of a submission")

    def plant_submission(self, t, of_student):
        say, student, instructor = f"of {t.tenant}/{t.course}", t.actors["student"], t.actors["instructor"]
        source = f"# {self.mark('what was handed in ' + say, of_student)}\nprint(sum(map(int, input().split())))\n"
        t.submission = self.ask(student, "POST", "/v1/submissions", {"problem": t.problem,
                                                                     "files": [{"path": "sum.py", "text": source}]})["id"]
        self.until_ended(t, t.submission)
        target = f"/v1/courses/{t.course}/submissions/{t.submission}/annotations"
        self.until(lambda: self.ask(instructor, "GET", target, expect=(200, 404)) and self.last.status == 200, "a submission")
        t.annotation = self.ask(instructor, "POST", target, {"path": "sum.py", "line": 1, "anchor": "print",
                                                             "body": self.mark("a remark " + say, of_student)})["id"]

    def mark_ids(self, t):
        """Ids that nobody of another organisation ever hears of, unless they said them."""
        for name in ("submission", "webhook", "rejudge", "invitation", "session_id", "token_id", "student", "student2", "instructor"):
            text = getattr(t, name)
            if len(text) > 12:
                self.foreign_ids[text] = (t.tenant, name)

    def fill(self):
        self.a = self.administrator("default")
        self.b = self.administrator("rival")
        self.c = self.administrator("fuzz")
        self.algo = self.gather(self.a, "algo", ["owner", "assistant", "grader", "observer"])
        self.bio = self.gather(self.a, "bio", [])
        self.rival = self.gather(self.b, "algo", [])
        self.sand = self.gather(self.c, "algo", ["assistant"])
        for things in (self.algo, self.bio, self.rival, self.sand):
            self.until(lambda things=things: self.arrived(things), "people of a course")
            self.plant(things)
        session = self.algo.actors["instructor in a browser"]
        reading = self.new_token(session, "reading", ["read"])["secret"]
        self.reader = self.learn(dataclasses.replace(self.algo.actors["instructor"], name="instructor with a token that only reads",
                                                     token=reading))
        self.broken = [Actor("nobody"), Actor("a token of nobody", token="assay_" + "x" * 43), Actor("no token", token="x")]
        for name in ("an expired token", "a revoked token"):
            made = self.new_token(session, name)
            if name == "an expired token":
                self.expire(made["id"])
            else:
                self.ask(session, "DELETE", "/v1/tokens/" + made["id"])
            self.broken.append(Actor(name, token=made["secret"]))

    # --- what stands there ---

    VOLATILE = re.compile(r'"(last_used_at|last_seen_at|late_now|late|oldest_waiting_seconds|queue_position|behind|followed_at)": ?("[^"]*"|[-0-9.e]+),?')

    def snapshot(self, t):
        """All of a course as its people see it, by what was asked."""
        base, one = f"/v1/courses/{t.course}", f"/v1/courses/{t.course}/assignments/{t.assignment}"
        at = f"/v1/similarity/{t.course}/{t.problem}"
        looks = [("admin", target) for target in (
            base, base + "/people", base + "/modules", f"{base}/pages/{t.page}", f"{base}/pages/{t.hidden_page}", base + "/assignments",
            one, one + "/groups", one + "/grades", f"{one}/grades/{t.student}", base + "/extensions", base + "/announcements",
            base + "/discussions", f"{base}/discussions/{t.topic}", f"{base}/discussions/{t.private_topic}", base + "/regrades",
            base + "/gradebook.csv", base + "/comments", f"{base}/submissions/{t.submission}/annotations", "/v1/terms", "/v1/courses",
            "/v1/invitations", "/v1/webhooks", "/v1/rejudges", "/v1/problems", "/v1/submissions?course=" + t.course,
            f"/v1/submissions/{t.submission}", f"/v1/submissions/{t.submission}/source", at + "/templates", at + "/decisions",
            at + "/comparisons", f"/v1/invitations?course={t.course}")]
        looks += [(who, target) for who in ("student", "instructor") for target in ("/v1/me", "/v1/tokens", "/v1/sessions")]
        looks += [("student", one + "/draft"), ("student", base + "/grades"), ("student in a browser", "/v1/me/consents"),
                  ("student in a browser", "/v1/second-factor")]
        seen = {}
        for who, target in looks:
            answer = self.send(t.actors[who], Request("GET", target.encode()))
            seen[f"{target} as {who}"] = f"{answer.status} " + self.VOLATILE.sub("", answer.body.decode(errors="replace"))
        return seen
