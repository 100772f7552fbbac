"""Every operation of openapi.yaml: who may, where it points to, and a request that is right.

The oracle for "who may" are the words of lms/permissions, which GET /v1/session lists for whoever asks; which word an operation
needs stands here a second time, apart from the gateway's own table.
"""
import dataclasses
from typing import Callable

from openapi_test import DOCUMENT, METHODS, resolve

# What ids are unique on the whole platform. Names, and the numbers of things in a course, stand for other things in another organisation.
UNIQUE = {"submission", "webhook", "rejudge", "invitation", "session_id", "token_id", "student", "student2", "assistant", "invited"}


@dataclasses.dataclass
class Operation:
    id: str
    method: str
    path: str
    spec: dict
    may: Callable  # (actor, things) -> bool
    ids: dict  # parameter of the path -> attribute of Things, or "=text"
    body: Callable | None = None  # (things, word) -> a value for JSON, or text
    query: Callable | None = None  # (things) -> text
    by: str = "admin"  # of things: for whom it is right
    good: tuple = (200, 201, 204)
    self: bool = False  # about the account that asks
    session: bool = False  # no token can do it

    @property
    def open(self):
        return self.spec.get("security") == []

    @property
    def changes(self):
        return self.method != "GET"

    @property
    def unique(self):
        """Its address is about one thing, of one organisation."""
        return any(name in UNIQUE for name in self.ids.values())

    @property
    def media(self):
        if "requestBody" not in self.spec:
            return None
        return next(iter(resolve(self.spec["requestBody"])["content"]))

    @property
    def schema(self):
        return resolve(resolve(self.spec["requestBody"])["content"][self.media]["schema"]) if self.media else None

    @property
    def parameters(self):
        return [resolve(one) for one in DOCUMENT["paths"][self.path].get("parameters", []) + self.spec.get("parameters", [])]


# --- who may ---

def anybody(_actor, _things):
    return True


def here(word):
    return lambda actor, things: actor.can(word, things.course)


def tenant(word):
    return lambda actor, _: actor.can(word, "")


def ever(word):
    return lambda actor, _: actor.can_somewhere(word)


def own_or(word, whose="student"):
    return lambda actor, things: actor.person == getattr(things, whose) or actor.can(word, things.course)


def started(actor, things):
    return actor.can("problems.rejudge", things.course if actor.person == things.instructor else "")


# --- right bodies; `word` says who wrote them, so that what must not be there can be recognised ---

def course(_, word):
    return {"title": word, "description": "# Hello", "published": True, "late_days": 3}


def assignment(_, word):
    return {"title": word, "points": 10, "published": True, "due": "2099-01-01T12:00:00Z", "group_work": True,
            "rubric": [{"id": "style", "name": "Style", "points": 4}, {"id": "facts", "name": "Facts", "points": 6}],
            "late": {"accepted": True, "percent_per_unit": 10}}


def files(_, word):
    return {"files": [{"path": "a.py", "data": "cHJpbnQoMSkK"}, {"path": word[:40] + ".py", "data": "cHJpbnQoMikK"}]}


def submission(things, word):
    return {"problem": things.problem, "files": [{"path": "sum.py", "text": f"# {word}\nprint(1)"}]}


def grade(_, word):
    return {"marks": [{"criterion": "style", "points": 3}, {"criterion": "facts", "points": 5}], "comment": word, "reason": "read"}


def provider(_, word):
    return {"name": word[:50], "issuer": "https://id.example/" + word.replace(" ", "-"), "client_id": "assay", "disabled": True}


def quiz(_, word):
    number = {"kind": "number", "text": word, "points": 2, "number": 3.5, "tolerance": 0.1}
    return {"value": {"version": 1, "questions": [number], "feedback": "published"}, "reason": word}


def answers(_, word):
    return {"version": 0, "answers": [{"question": "q1", "choices": ["1"]}, {"question": "q2", "text": word}]}


def rejudge(things, word):
    return {"filter": {"course": things.course, "states": ["done"]}, "reason": word}


def platform(word):
    return {"name": word, "issuer": "https://lms.example", "client_id": word[:90], "deployments": ["1"],
            "authentication_url": "https://lms.example/auth", "token_url": "https://lms.example/token", "keys_url": "https://lms.example/keys"}


def row(may, ids=None, body=None, **more):
    return may, ids or {}, body, more


COURSE = {"course": "course"}
PROBLEM = {"course": "course", "problem": "problem"}
ITEM = {"course": "course", "id": "assignment"}
QUIZ = {"course": "course", "id": "quiz"}
ATTEMPT = {**QUIZ, "number": "attempt"}
CODE = {"code": "123456"}
PASSKEY_ANSWER = {"credential": "AAAA", "user": "AAAA", "client_data": "AAAA", "authenticator_data": "AAAA", "signature": "AAAA"}
WRONG = "not the password of anybody"


def item(name):
    return {"course": "course", "id": name}


ROWS = {
    "submit": row(here("submissions.submit"), None, submission, by="student"),
    "listSubmissions": row(anybody, by="instructor", query=lambda t: f"course={t.course}"),
    "getSubmission": row(own_or("submissions.read_others"), {"id": "submission"}, by="student"),
    "getReport": row(own_or("submissions.read_others"), {"id": "submission"}, by="student", good=(200, 409)),
    "getSource": row(own_or("submissions.read_others"), {"id": "submission"}, by="student"),
    "cancelSubmission": row(own_or("submissions.cancel_others"), {"id": "submission"}, by="instructor"),
    "watchSubmission": row(own_or("submissions.read_others"), {"id": "submission"}, by="student"),
    "watchMany": row(anybody, by="student", good=(426,)),
    "listProblems": row(here("problems.read"), by="student", query=lambda t: f"course={t.course}"),
    "getProblem": row(here("problems.read"), {"id": "problem"}, by="student"),
    "putProblem": row(here("problems.write"), {"id": "problem"}, lambda t, _: t.plain_package, by="instructor",
                      query=lambda t: f"course={t.course}"),
    "getProblemPage": row(here("problems.read"), {"id": "problem"}, by="student"),
    "startVerification": row(here("problems.write"), {"id": "problem"}, by="instructor", good=(200, 201, 429)),
    "getVerification": row(here("problems.write"), {"id": "problem"}, by="instructor", good=(200, 404)),
    "putProblemFromGit": row(here("problems.write"), {"id": "problem"}, lambda _, w: {"url": "https://127.0.0.1/x.git", "folder": w},
                             by="instructor", query=lambda t: f"course={t.course}", good=(422, 429)),
    "getProblemOrigin": row(here("problems.write"), {"id": "problem"}, by="instructor", good=(404,)),
    "startRejudge": row(here("problems.rejudge"), None, rejudge, by="instructor"),
    "listRejudges": row(ever("problems.rejudge"), by="instructor"),
    "getRejudge": row(started, {"id": "rejudge"}, by="instructor"),
    "commitRejudge": row(started, {"id": "rejudge"}, by="instructor", good=(200, 409)),
    "undoRejudge": row(started, {"id": "rejudge"}, by="instructor", good=(200, 409)),
    "cancelRejudge": row(started, {"id": "rejudge"}, by="instructor", good=(200, 409)),
    "getQueue": row(ever("board.queue"), by="instructor"),
    "listWorkers": row(tenant("workers.read")),
    "drainWorker": row(tenant("workers.set"), {"name": "=nobody"}, lambda _, w: {"reason": w}, good=(403, 404)),
    "quarantineWorker": row(tenant("workers.set"), {"name": "=nobody"}, lambda _, w: {"reason": w}, good=(403, 404)),
    "releaseWorker": row(tenant("workers.set"), {"name": "=nobody"}, lambda _, w: {"reason": w}, good=(403, 404)),
    "listDeadLetters": row(tenant("workers.dead_letters")),
    "reviveDeadLetter": row(tenant("workers.dead_letters"), {"submission": "submission"}, good=(404, 409)),
    "makeWebhook": row(here("webhooks.manage"), None, lambda t, w: {
        "url": f"https://e.example/{w.replace(' ', '-')}", "course": t.course, "events": ["rejudge.committed"]}, by="instructor"),
    "listWebhooks": row(ever("webhooks.manage"), by="instructor"),
    "deleteWebhook": row(here("webhooks.manage"), {"id": "webhook"}, by="instructor"),
    "listDeliveries": row(here("webhooks.manage"), {"id": "webhook"}, by="instructor"),
    "replayDelivery": row(here("webhooks.manage"), {"id": "webhook", "delivery": "=none"}, by="instructor", good=(404,)),
    "getSimilarity": row(here("similarity.read"), PROBLEM, by="instructor"),
    "startComparison": row(here("similarity.run"), PROBLEM, lambda *_: {"versions": 1}, by="instructor", good=(201, 409)),
    "listComparisons": row(here("similarity.read"), PROBLEM, by="instructor"),
    "getComparison": row(here("similarity.read"), {**PROBLEM, "id": "=none"}, by="instructor", good=(404,)),
    "cancelComparison": row(here("similarity.run"), {**PROBLEM, "id": "=none"}, by="instructor", good=(404,)),
    "listPairs": row(here("similarity.read"), PROBLEM, by="instructor", good=(200, 409)),
    "getPair": row(here("similarity.read"), {**PROBLEM, "pair": "=aabb"}, by="instructor", good=(404, 409)),
    "listPairDecisions": row(here("similarity.read"), {**PROBLEM, "pair": "=aabb"}, by="instructor"),
    "decidePair": row(here("similarity.decide"), {**PROBLEM, "pair": "=aabb"}, lambda _, w: {"state": "dismissed", "note": w},
                      by="instructor", good=(201, 404, 409)),
    "listDecisions": row(here("similarity.read"), PROBLEM, by="instructor"),
    "listClusters": row(here("similarity.read"), PROBLEM, by="instructor", good=(200, 409)),
    "getSimilarityReport": row(here("similarity.read"), PROBLEM, by="instructor", good=(200, 409)),
    "listCommonCode": row(here("similarity.read"), PROBLEM, by="instructor", good=(200, 409)),
    "decideCommonCode": row(here("similarity.decide"), {**PROBLEM, "key": "=k1"}, lambda *_: {"accepted": False}, by="instructor",
                            good=(204, 404)),
    "listTemplates": row(here("similarity.read"), PROBLEM, by="instructor"),
    "putTemplate": row(here("similarity.run"), {**PROBLEM, "name": "template"}, files, by="instructor"),
    "deleteTemplate": row(here("similarity.run"), {**PROBLEM, "name": "template"}, by="instructor"),
    "exportFingerprints": row(here("similarity.run"), PROBLEM, lambda *_: {"secret": "a secret of two departments"},
                              by="instructor"),
    "matchFingerprints": row(here("similarity.run"), PROBLEM, lambda t, _: {"secret": "a secret of two departments",
                                                                           "fingerprints": t.fingerprints}, by="instructor"),
    "findSimilar": row(here("similarity.read"), {"id": "submission"}, by="instructor", good=(200, 404)),
    "eraseSimilarityOfPerson": row(tenant("people.erase"), None, lambda t, _: {"person": t.student2}),
    "getMe": row(anybody, by="student", self=True),
    "signOut": row(anybody, by="spent", self=True),
    "getSession": row(anybody, by="student", self=True),
    "endSession": row(anybody, by="session", self=True),
    "listSessions": row(anybody, by="student", self=True),
    "endOtherSessions": row(anybody, by="session", self=True, session=True),
    "endOneSession": row(anybody, {"id": "session_id"}, by="student in a browser", self=True, session=True),
    "changePassword": row(anybody, None, lambda *_: {"current": WRONG, "password": "four owls in a tree"}, by="session", self=True,
                          session=True, good=(422, 429)),
    "getSecondFactor": row(anybody, by="session", self=True, session=True),
    "startSecondFactor": row(anybody, None, lambda *_: {"password": WRONG}, by="session", self=True, session=True, good=(422, 429)),
    "confirmSecondFactor": row(anybody, None, lambda *_: CODE, by="session", self=True, session=True, good=(409, 422, 429)),
    "removeSecondFactor": row(anybody, None, lambda *_: {"password": WRONG}, by="session", self=True, session=True,
                              good=(409, 422, 429)),
    "listTokens": row(anybody, by="student", self=True),
    "createToken": row(anybody, None, lambda _, w: {"name": w[:90], "scopes": ["read"], "lifetime_seconds": 600}, by="session",
                       self=True, session=True),
    "revokeToken": row(lambda actor, things: actor.person == things.student, {"id": "token_id"}, by="student in a browser"),
    "listInvitations": row(here("roster.manage"), by="instructor", query=lambda t: f"course={t.course}"),
    "invite": row(here("roster.manage"), None, lambda t, w: {"email": w.replace(" ", ".") + "@new.example", "name": w,
                                                             "course": t.course, "role": "student"}, by="instructor"),
    "revokeInvitation": row(here("roster.manage"), {"id": "invitation"}, by="instructor", query=lambda t: f"course={t.course}"),
    "previewRoster": row(here("roster.manage"), COURSE, lambda *_: "email\nzoe@new.example\n", by="instructor"),
    "importRoster": row(here("roster.manage"), COURSE, lambda _, w: f"email,name\n{w.replace(' ', '.')}@import.example,{w}\n",
                        by="instructor"),
    "listPasskeys": row(anybody, by="session", self=True, session=True),
    "startPasskey": row(anybody, None, lambda *_: {"password": WRONG}, by="session", self=True, session=True, good=(422, 429)),
    "makePasskey": row(anybody, None, lambda _, w: {"name": w[:90], "client_data": "AAAA", "authenticator_data": "AAAA"}, by="session",
                       self=True, session=True, good=(422,)),
    "renamePasskey": row(anybody, {"id": "=none"}, lambda _, w: {"name": w[:90]}, by="session", self=True, session=True, good=(404,)),
    "removePasskey": row(anybody, {"id": "=none"}, by="session", self=True, session=True, good=(404,)),
    "getMailSettings": row(anybody, by="student", self=True),
    "putMailSettings": row(anybody, None, lambda *_: {"often": "daily", "kinds": [{"kind": "reply", "often": "none"}], "language": "de"},
                           by="session", self=True, session=True),
    "getMailState": row(tenant("tenant.manage")),
    "sendTestMail": row(tenant("tenant.manage"), good=(409,)),  # none is set up
    "retryMail": row(tenant("tenant.manage"), {"id": "=0"}, good=(404,)),
    "listProviders": row(tenant("tenant.manage")),
    "makeProvider": row(tenant("tenant.manage"), None, provider, good=(201, 409, 429)),
    "putProvider": row(tenant("tenant.manage"), {"id": "=none"}, provider, good=(404,)),
    "deleteProvider": row(tenant("tenant.manage"), {"id": "=none"}, good=(404,)),
    "exportMe": row(anybody, by="student", self=True),
    "myAudit": row(anybody, by="student", self=True),
    "listConsents": row(anybody, by="student", self=True),
    "setConsent": row(anybody, {"purpose": "=analytics"}, lambda *_: {"granted": True}, by="session", self=True, session=True),
    "listOrganisation": row(tenant("people.read")),
    "getOrganisationPerson": row(tenant("people.read"), {"id": "student"}),
    "putOrganisationPerson": row(tenant("people.manage"), {"id": "invited"}, lambda t, w: {
        "name": w, "email": w.replace(" ", ".") + "@new.example", "roles": [{"course": t.course, "role": "student"}]}),
    "listTokensOf": row(tenant("people.manage"), {"id": "student"}),
    "revokeTokenOf": row(tenant("people.manage"), {"id": "student", "token": "token_id"}, good=(204, 404)),
    "listSessionsOf": row(tenant("people.manage"), {"id": "student"}),
    "endSessionsOf": row(tenant("people.manage"), {"id": "assistant"}),
    "endSessionOf": row(tenant("people.manage"), {"id": "assistant", "session": "=none"}, good=(204, 404)),
    "exportPerson": row(tenant("people.export"), {"id": "student"}),
    "erasePerson": row(tenant("people.erase"), {"id": "student2"}, lambda t, _: {"confirm": t.student2}),
    "listAudit": row(tenant("audit.read"), query=lambda t: f"subject={t.student}"),
    "listCourses": row(anybody, by="student"),
    "getCourse": row(here("course.read"), COURSE, by="student"),
    "putCourse": row(here("course.write"), COURSE, course, by="instructor"),
    "copyCourse": row(tenant("course.create"), COURSE, lambda t, w: {"to": t.course + "-copy", "title": w}),
    "listTerms": row(anybody, by="student"),
    "putTerm": row(tenant("course.create"), {"term": "term"}, lambda _, w: {"name": w, "starts": "2027-02-01T00:00:00Z"}),
    "deleteTerm": row(tenant("course.create"), {"term": "term"}),
    "putSection": row(here("roster.manage"), {"course": "course", "section": "section"},
                      lambda t, w: {"name": w, "people": [t.student]}, by="instructor"),
    "deleteSection": row(here("roster.manage"), {"course": "course", "section": "section"}, by="instructor"),
    "listPeople": row(here("roster.read"), COURSE, by="instructor"),
    "putAccommodation": row(here("course.extend"), {"course": "course", "person": "student"},
                            lambda _, w: {"time_multiplier": 1.5, "extra_days": 1, "note": w}, by="instructor"),
    "listModules": row(here("course.read"), COURSE, by="student"),
    "makeModule": row(here("course.write"), COURSE, lambda _, w: {"title": w, "published": True}, by="instructor"),
    "putModule": row(here("course.write"), item("module"), lambda _, w: {"title": w, "published": True}, by="instructor"),
    "deleteModule": row(here("course.write"), item("module"), by="instructor"),
    "makePage": row(here("course.write"), COURSE, lambda t, w: {"title": w, "body": "$x$", "module": t.module}, by="instructor"),
    "getPage": row(here("course.read"), item("page"), by="student"),
    "putPage": row(here("course.write"), item("page"), lambda _, w: {"title": w, "body": "$x$", "published": True}, by="instructor"),
    "deletePage": row(here("course.write"), item("page"), by="instructor"),
    "listAssignments": row(here("course.read"), COURSE, by="student"),
    "makeAssignment": row(here("course.write"), COURSE, assignment, by="instructor"),
    "getAssignment": row(here("course.read"), ITEM, by="student"),
    "putAssignment": row(here("course.write"), ITEM, assignment, by="instructor"),
    "deleteAssignment": row(here("course.write"), ITEM, by="instructor"),
    "startExam": row(here("submissions.submit"), ITEM, lambda *_: {"take_over": False}, by="student", good=(200, 409)),
    "getDraft": row(here("submissions.submit"), ITEM, by="student"),
    "saveDraft": row(here("submissions.submit"), ITEM, lambda _, w: {"files": [{"path": "essay.md", "text": w}]}, by="student",
                     good=(200, 409)),
    "listGroups": row(here("course.read"), ITEM, by="student"),
    "putGroups": row(here("groups.manage"), ITEM, lambda t, w: {"groups": [{"name": w, "members": [{"person": t.student}]}]},
                     by="instructor"),
    "getQuiz": row(here("grades.read_all"), QUIZ, by="instructor"),
    "putQuiz": row(here("course.write"), QUIZ, quiz, by="instructor", good=(200, 409)),
    "previewQuiz": row(here("course.write"), QUIZ, quiz, by="instructor", good=(200, 409)),
    "listQuizChanges": row(here("grades.read_all"), QUIZ, by="instructor"),
    "listQuizResults": row(here("grades.read_all"), QUIZ, by="instructor"),
    "getQuizAnalysis": row(here("grades.read_all"), QUIZ, by="instructor"),
    "getQuizAttemptOf": row(here("grades.read_all"), {**ATTEMPT, "person": "student"}, by="instructor"),
    "putQuizMarks": row(here("grades.write"), {**ATTEMPT, "person": "student"},
                        lambda _, w: {"marks": [{"question": "q1", "points": 1, "comment": w}], "reason": w}, by="instructor"),
    "exportQuiz": row(here("grades.read_all"), {**QUIZ, "format": "=qti-3.0.zip"}, by="instructor"),
    "importQuiz": row(here("course.write"), QUIZ, lambda *_: "no archive", by="instructor", good=(422,)),
    "importCourse": row(here("course.write"), COURSE, lambda *_: "no archive", by="instructor", good=(422,)),
    "listQuizAttempts": row(here("course.read"), QUIZ, by="student"),
    "startQuizAttempt": row(here("submissions.submit"), QUIZ, lambda *_: {}, by="student", good=(201, 409)),
    "getQuizAttempt": row(here("course.read"), ATTEMPT, by="student", good=(200, 404)),
    "saveQuizAttempt": row(here("submissions.submit"), ATTEMPT, answers, by="student", good=(200, 404, 409)),
    "submitQuizAttempt": row(here("submissions.submit"), ATTEMPT, answers, by="student", good=(200, 404, 409)),
    "requestExtension": row(here("submissions.submit"), ITEM, lambda _, w: {"reason": w, "wanted_due": "2099-02-01T00:00:00Z"},
                            by="student", good=(201, 409)),
    "decideExtension": row(here("course.extend"), item("request"), lambda _, w: {"grant": False, "answer": w}, by="instructor",
                           good=(200, 409)),
    "listExtensions": row(here("course.read"), COURSE, by="student"),
    "grantExtensions": row(here("course.extend"), COURSE, lambda t, w: {"people": [t.student], "assignments": [t.assignment],
                                                                       "extra_days": 3, "reason": w}, by="instructor"),
    "listAnnouncements": row(here("course.read"), COURSE, by="student"),
    "makeAnnouncement": row(here("discussion.moderate"), COURSE, lambda _, w: {"title": w}, by="instructor"),
    "putAnnouncement": row(here("discussion.moderate"), item("announcement"), lambda _, w: {"title": w}, by="instructor"),
    "deleteAnnouncement": row(here("discussion.moderate"), item("announcement"), by="instructor"),
    "listTopics": row(here("course.read"), COURSE, by="student"),
    "makeTopic": row(here("discussion.write"), COURSE, lambda _, w: {"title": w, "body": "why?"}, by="student"),
    "getTopic": row(here("course.read"), item("topic"), by="student"),
    "putTopic": row(own_or("discussion.moderate"), item("topic"), lambda _, w: {"title": w, "body": "why?"}, by="student"),
    "makePost": row(here("discussion.write"), {"course": "course", "topic": "topic"}, lambda _, w: {"body": w}, by="student2"),
    "putPost": row(own_or("discussion.moderate", "student2"), {"course": "course", "topic": "topic", "id": "post"},
                   lambda _, w: {"body": w}, by="student2"),
    "deletePost": row(own_or("discussion.moderate", "student2"), item("post"), by="student2"),
    "listNotifications": row(anybody, by="student", self=True),
    "readNotifications": row(anybody, None, lambda *_: {"ids": []}, by="student", self=True),
    "myGrades": row(here("grades.read"), COURSE, by="student"),
    "whatIf": row(here("grades.read"), COURSE, lambda t, _: {"grades": [{"assignment": t.assignment, "points": 10}]}, by="student"),
    "listGrades": row(here("grades.read_all"), ITEM, by="instructor"),
    "getGrade": row(own_or("grades.read_all"), {**ITEM, "person": "student"}, by="student"),
    "putGrade": row(here("grades.write"), {**ITEM, "person": "student"}, grade, by="instructor"),
    "publishGrades": row(here("grades.release"), ITEM, lambda *_: {"published": True}, by="instructor"),
    "getAllocation": row(here("grades.moderate"), ITEM, by="instructor"),
    "putAllocation": row(here("grades.moderate"), ITEM, lambda t, w: {"plan": {"graders": [{"person": t.instructor}]}, "reason": w},
                         by="instructor", query=lambda _: "apply=true"),
    "getModeration": row(here("grades.moderate"), ITEM, by="instructor"),
    "settleModeration": row(here("grades.moderate"), {**ITEM, "person": "student"}, lambda _, w: {"take": "first", "reason": w},
                            by="instructor", good=(404,)),
    "requestRegrade": row(here("submissions.submit"), ITEM, lambda _, w: {"reason": w, "criterion": "facts"}, by="student",
                          good=(201, 409)),
    "listRegrades": row(here("grades.read"), COURSE, by="student"),
    "decideRegrade": row(here("grades.write"), item("regrade"), lambda _, w: {"answer": w, "points": 9}, by="instructor",
                         good=(200, 409)),
    "getDashboard": row(here("grades.read_all"), COURSE, by="instructor"),
    "getGradebook": row(here("grades.read_all"), COURSE, by="instructor"),
    "exportGradebook": row(here("grades.read_all"), COURSE, by="instructor"),
    "putScheme": row(here("course.write"), COURSE, lambda _, w: {"categories": [{"name": w[:90], "weight": 100}],
                                                                 "letters": [{"name": "A", "from": 90}]}, by="instructor"),
    "importGradebook": row(here("grades.release"), COURSE, lambda t, _: f"person,#{t.assignment}\n{t.student},1\n",
                           by="instructor", query=lambda _: "apply=true"),
    "listAnnotations": row(own_or("grades.read_all"), {"course": "course", "submission": "submission"}, by="student"),
    "makeAnnotation": row(here("grades.write"), {"course": "course", "submission": "submission"},
                          lambda _, w: {"path": "sum.py", "line": 1, "anchor": "print", "body": w}, by="instructor"),
    "putAnnotation": row(here("grades.write"), {"course": "course", "submission": "submission", "id": "annotation"},
                         lambda _, w: {"body": w, "resolved": True}, by="instructor"),
    "deleteAnnotation": row(here("grades.write"), item("annotation"), by="instructor"),
    "listComments": row(here("grades.read_all"), COURSE, by="instructor"),
    "makeComment": row(here("grades.write"), COURSE, lambda _, w: {"text": w}, by="instructor"),
    "putComment": row(here("grades.write"), item("comment"), lambda _, w: {"text": w}, by="instructor"),
    "deleteComment": row(here("grades.write"), item("comment"), by="instructor"),
    "listLtiPlatforms": row(tenant("tenant.manage")),
    "addLtiPlatform": row(tenant("tenant.manage"), None, lambda _, w: platform(w)),
    "putLtiPlatform": row(tenant("tenant.manage"), {"platform": "=none"}, lambda _, w: platform(w), good=(404,)),
    "deleteLtiPlatform": row(tenant("tenant.manage"), {"platform": "=none"}, good=(404,)),
    "inviteLtiPlatform": row(tenant("tenant.manage")),
    "listLtiLinks": row(here("roster.manage"), COURSE, by="instructor"),
    "unlinkLti": row(here("roster.manage"), {"course": "course", "id": "=999999"}, by="instructor", good=(404,)),
    "resendLtiScores": row(here("grades.release"), {"course": "course", "id": "=999999"}, by="instructor"),
    "syncLtiRoster": row(here("roster.manage"), {"course": "course", "id": "=999999"}, by="instructor", good=(404,)),
    # Without signing in.
    "ltiKeys": row(anybody),
    "ltiScript": row(anybody),
    "ltiLogin": row(anybody, {"tenant": "=default"}, query=lambda _: "iss=x&login_hint=y", good=(422,)),
    "ltiLoginForm": row(anybody, {"tenant": "=default"}, lambda *_: "iss=x&login_hint=y", good=(422,)),
    "ltiLaunch": row(anybody, None, lambda *_: "state=" + "x" * 43 + "&id_token=a.b.c", good=(401,)),
    "ltiPage": row(anybody, {"launch": "=none"}, good=(401, 404)),
    "ltiPageForm": row(anybody, {"launch": "=none"}, lambda *_: "action=make&course=x&title=y", good=(401, 403)),
    "ltiRegistration": row(anybody, query=lambda _: "invitation=x&openid_configuration=https%3A%2F%2Fe.example%2F", good=(401,)),
    "ltiRegistrationForm": row(anybody, None, lambda *_: "invitation=x&openid_configuration=https%3A%2F%2Fe.example%2F", good=(401,)),
    "signInWithPassword": row(anybody, None, lambda *_: {"email": "nobody@assay.example", "password": WRONG}, good=(401, 429)),
    "signInWithCode": row(anybody, None, lambda *_: {"ticket": "none", **CODE}, good=(401, 422, 429)),
    "startPasskeySignIn": row(anybody),
    "signInWithPasskey": row(anybody, None, lambda *_: PASSKEY_ANSWER, good=(401,)),
    "listSignInProviders": row(anybody, query=lambda _: "tenant=default"),
    "startProviderSignIn": row(anybody, None, lambda *_: {"provider": "none", "return_to": "/"}, good=(404,)),
    "finishProviderSignIn": row(anybody, query=lambda _: "state=none&code=none", good=(303,)),
    "unsubscribePage": row(anybody, query=lambda _: "token=none", good=(404,)),
    "unsubscribe": row(anybody, None, lambda *_: "List-Unsubscribe=One-Click", query=lambda _: "token=none", good=(404,)),
    "describeInvitation": row(anybody, None, lambda *_: {"invitation": "none"}, good=(404, 429)),
    "acceptInvitation": row(anybody, None, lambda *_: {"invitation": "none", "password": WRONG}, good=(404, 429)),
    "startDevice": row(anybody, None, lambda *_: "client_id=fuzz&scope=read"),
    "pollDevice": row(anybody, None, lambda *_: "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=x",
                      good=(400,)),
    "devicePage": row(anybody, query=lambda _: "user_code=WDJB-MJHT", good=(200, 404)),
    "deviceForm": row(anybody, None, lambda *_: "action=sign_in&token=x", good=(401,)),
    "home": row(anybody, good=(303,)),
    "pagesCss": row(anybody),
    "openapiYaml": row(anybody),
    "openapiJson": row(anybody),
}


def all_operations():
    """In an order in which nothing is removed before it was used: what reads, what writes, what removes."""
    made = []
    for path, methods in DOCUMENT["paths"].items():
        for method, spec in methods.items():
            if method not in METHODS:
                continue
            name = spec["operationId"]
            if name not in ROWS:
                raise SystemExit(f"tests/contract/operations.py has no row for {name}: who may do it, and a request that is right")
            may, ids, body, more = ROWS[name]
            made.append(Operation(name, method.upper(), path, spec, may, ids, body, **more))
    last = {"deleteAssignment": 1, "cancelSubmission": 1, "erasePerson": 2, "endSession": 3, "endOneSession": 3, "revokeTokenOf": 3, "endOtherSessions": 2, "revokeToken": 2}
    made.sort(key=lambda one: (last.get(one.id, 0), one.self and one.changes, ["GET", "PUT", "POST", "DELETE"].index(one.method)))
    return made

