"""Every operation of courses and grades on a real platform, as an instructor and a student use them; and what each role may not do."""

import io
import pathlib
import zipfile

JSON = {"Content-Type": "application/json"}
BASE = "/v1/courses/demo"


def is_operation(operation):
    return bool({"courses", "grades", "lti"} & set(operation.get("tags", [])))


def outline(c):
    mine = c.ask("sam", "GET", "/v1/courses", expect=200)
    if [course["id"] for course in mine["courses"]] != ["demo"] or not mine["due"]:
        c.wrong("GET /v1/courses", f"{mine}")
    page = c.ask("sam", "GET", BASE, expect=200)
    if not page["modules"] or page["role"] != "student":
        c.wrong("GET " + BASE, "has no modules of the demo course")
    etag = c.ask_headers("sam", "GET", BASE)["ETag"]
    c.ask("sam", "GET", BASE, headers={"If-None-Match": etag}, expect=304)
    c.ask("sam", "GET", "/v1/courses/other", expect=403)
    c.ask("root", "GET", "/v1/courses/other", expect=404)
    c.ask(None, "GET", BASE, expect=401)
    c.ask("sam", "PUT", BASE, {"title": "Mine"}, expect=403)
    course = {"title": "Programming", "description": "# Hello", "published": True, "late_days": 3}
    c.ask("ines", "PUT", BASE, course, expect=200)
    c.ask("ines", "PUT", BASE, {**course, "colour": "red"}, expect=422)
    wrong = c.ask("ines", "PUT", BASE, {**course, "late_days": "many"}, expect=422)
    if wrong["errors"][0]["field"] != "late_days":
        c.wrong("PUT " + BASE, f"does not name the field: {wrong}")
    wrong = c.ask("ines", "PUT", BASE, {**course, "title": ""}, expect=422)
    if wrong["errors"][0]["field"] != "title":
        c.wrong("PUT " + BASE, f"does not name the field: {wrong}")
    c.ask("ines", "PUT", BASE, "not json", JSON, 400)
    c.ask("ines", "PUT", BASE, course, {"Content-Type": "text/plain"}, 415)
    c.ask("root", "PUT", "/v1/terms/2027-spring", {"name": "Spring 2027", "starts": "2027-02-01T00:00:00Z"}, expect=200)
    c.ask("ines", "PUT", "/v1/terms/2027-fall", {"name": "Fall"}, expect=403)
    c.ask("sam", "GET", "/v1/terms", expect=200)
    c.ask("root", "DELETE", "/v1/terms/2027-spring", expect=204)
    people = c.ask("ines", "GET", BASE + "/people", expect=200)["people"]
    by_role = {person["role"]: person["person"] for person in people}
    student = by_role["student"]
    c.ask("ines", "PUT", f"{BASE}/people/{student}/accommodation", {"time_multiplier": 1.5, "note": "a test"}, expect=200)
    c.ask("ines", "PUT", BASE + "/sections/monday", {"name": "Monday", "people": [student]}, expect=200)
    c.ask("ines", "PUT", BASE + "/sections/Monday", {"name": "Monday"}, expect=422)
    c.ask("root", "POST", BASE + "/copy", {"to": "demo-2", "term": "", "shift_days": 180}, expect=201)
    c.ask("ines", "POST", BASE + "/copy", {"to": "demo-3"}, expect=403)
    module = c.ask("ines", "POST", BASE + "/modules", {"title": "Extra", "published": True, "position": 9}, expect=201)["id"]
    c.ask("ines", "PUT", f"{BASE}/modules/{module}", {"title": "Extras", "published": True}, expect=200)
    c.ask("sam", "GET", BASE + "/modules", expect=200)
    c.ask("ines", "GET", BASE + "/modules?as=student", expect=200)
    c.ask("ines", "GET", BASE + "/modules?as=dean", expect=422)
    c.ask("ines", "GET", BASE + "/modules?page=1", expect=422)
    page = c.ask("ines", "POST", BASE + "/pages", {"title": "Notes", "body": "$x$", "module": module}, expect=201)["id"]
    c.ask("sam", "GET", f"{BASE}/pages/{page}", expect=404)
    c.ask("ines", "PUT", f"{BASE}/pages/{page}", {"title": "Notes", "body": "$x$", "module": module, "published": True}, expect=200)
    c.ask("sam", "GET", f"{BASE}/pages/{page}", expect=200)
    c.ask("ines", "DELETE", f"{BASE}/pages/{page}", expect=204)
    c.ask("ines", "GET", f"{BASE}/pages/{page}", expect=404)
    c.ask("ines", "GET", BASE + "/pages/first", expect=404)
    c.ask("ines", "DELETE", f"{BASE}/modules/{module}", expect=204)
    c.ask("ines", "DELETE", BASE + "/sections/monday", expect=204)
    return student


def assignments(c, student):
    scheme = {"categories": [{"name": "Exercises", "weight": 60}, {"name": "Projects", "weight": 40}], "letters": [{"name": "A", "from": 90}]}
    c.ask("ines", "PUT", BASE + "/gradebook/scheme", scheme, expect=200)
    essay = {"title": "Essay", "points": 10, "category": "Exercises", "published": True, "due": "2099-01-01T12:00:00Z", "group_work": True,
             "rubric": [{"id": "style", "name": "Style", "points": 4}, {"id": "facts", "name": "Facts", "points": 6}],
             "late": {"accepted": True, "percent_per_unit": 10}}
    wrong = c.ask("ines", "POST", BASE + "/assignments", {**essay, "rubric": [{"id": "style", "name": "Style", "points": "x"}]}, expect=422)
    if "rubric" not in wrong["errors"][0]["field"]:
        c.wrong("POST assignments", f"does not name the field: {wrong}")
    one = c.ask("ines", "POST", BASE + "/assignments", essay, expect=201)["id"]
    item = f"{BASE}/assignments/{one}"
    c.ask("ines", "PUT", item, {**essay, "title": "An essay"}, expect=200)
    c.ask("sam", "GET", BASE + "/assignments", expect=200)
    page = c.ask("sam", "GET", item, expect=200)
    if not page["may_submit"] or "Due in" not in page["late_now"]:
        c.wrong("GET " + item, f"{page['why_not']} {page['late_now']}")
    c.ask("sam", "PUT", item, essay, expect=403)
    c.ask("sam", "POST", item + "/exam", {}, expect=409)
    saved = c.ask("sam", "PUT", item + "/draft", {"files": [{"path": "essay.md", "text": "# Why"}]}, expect=200)
    c.ask("sam", "PUT", item + "/draft", {"version": 7, "files": []}, expect=409)
    if c.ask("sam", "GET", item + "/draft", expect=200)["version"] != saved["version"]:
        c.wrong("GET draft", "is not what was saved")
    groups = {"groups": [{"name": "one", "members": [{"person": student}]}]}
    c.ask("ines", "PUT", item + "/groups", groups, expect=200)
    c.ask("sam", "GET", item + "/groups", expect=200)
    asked = c.ask("sam", "POST", item + "/extension-requests", {"reason": "ill", "wanted_due": "2099-02-01T00:00:00Z"}, expect=201)["id"]
    c.ask("sam", "POST", f"{BASE}/extension-requests/{asked}/decision", {"grant": True}, expect=403)
    c.ask("ines", "POST", f"{BASE}/extension-requests/{asked}/decision", {"grant": True, "answer": "get well"}, expect=200)
    c.ask("ines", "POST", BASE + "/extensions", {"people": [student], "assignments": [one], "extra_days": 3}, expect=200)
    c.ask("sam", "GET", BASE + "/extensions", expect=200)
    return item, one


def grades(c, student, item, one):
    marks = {"marks": [{"criterion": "style", "points": 3}, {"criterion": "facts", "points": 5.5}], "comment": "good", "reason": "read"}
    grade = c.ask("ines", "PUT", f"{item}/grades/{student}", marks, expect=200)
    if grade["grade"]["points"] != 8.5:
        c.wrong("PUT grade", f"{grade}")
    c.ask("ines", "GET", f"{item}/grades/{student}", expect=200)
    c.ask("ines", "GET", item + "/grades", expect=200)
    c.ask("sam", "GET", item + "/grades", expect=403)
    c.ask("ines", "POST", item + "/publish", {"published": True}, expect=200)
    who = c.ask("sam", "GET", "/v1/me", expect=200)["id"]
    other = "sue" if who == student else "sam"
    owner = "sam" if who == student else "sue"
    c.ask(other, "GET", f"{item}/grades/{student}", expect=404)
    asked = c.ask(owner, "POST", item + "/regrades", {"reason": "the facts are right", "criterion": "facts"}, expect=201)["id"]
    c.ask(owner, "GET", BASE + "/regrades", expect=200)
    c.ask("ines", "POST", f"{BASE}/regrades/{asked}/decision", {"answer": "so they are", "points": 9}, expect=200)
    c.ask(owner, "GET", BASE + "/grades", expect=200)
    if c.ask(owner, "POST", BASE + "/grades/what-if", {"grades": [{"assignment": one, "points": 10}]}, expect=200)["percent"] != 100:
        c.wrong("POST what-if", "is not 100 %")
    c.ask("ines", "GET", BASE + "/dashboard", expect=200)
    c.ask("sam", "GET", BASE + "/dashboard", expect=403)
    c.ask("ines", "GET", BASE + "/gradebook", expect=200)
    table = c.ask("ines", "GET", BASE + "/gradebook.csv", expect=200)
    csv = {"Content-Type": "text/csv"}
    same = c.ask("ines", "POST", BASE + "/gradebook/import?apply=true", table, csv, 200)
    if same["changes"] or same["errors"] or not same["applied"]:
        c.wrong("import", f"of what was exported changes something: {same}")
    bad = c.ask("ines", "POST", BASE + "/gradebook/import", f"person,#{one}\nnobody,1\n".encode(), csv, 200)
    if bad["errors"][0]["line"] != 2:
        c.wrong("import", f"does not name the line: {bad}")
    c.ask("ines", "POST", BASE + "/gradebook/import", b"\xff\xfe", csv, 422)
    c.ask("sam", "GET", BASE + "/gradebook", expect=403)


def moderation(c, student):
    """Two graders divide an essay, both mark it, and the instructor settles where they differ."""
    essay = {"title": "Marked twice", "points": 10, "published": True, "hold_grades": True}
    one = f"{BASE}/assignments/{c.ask('ines', 'POST', BASE + '/assignments', essay, expect=201)['id']}"
    people = c.ask("ines", "GET", BASE + "/people", expect=200)["people"]
    graders = [person["person"] for person in people if person["role"] in ("instructor", "assistant", "owner")]
    plan = {"plan": {"method": "weights", "seed": 7, "second_percent": 100, "tolerance": 10, "tolerance_unit": "percent",
                     "graders": [{"person": grader, "weight": 1} for grader in graders]}}
    wrong = c.ask("ines", "PUT", one + "/allocation", {"plan": {"graders": [{"person": student}]}}, expect=422)
    if wrong["errors"][0]["field"] != "plan.graders[0].person":
        c.wrong("PUT allocation", f"does not name the field: {wrong}")
    c.ask("sam", "GET", one + "/allocation", expect=403)
    if len(graders) > 1:
        coming = c.ask("ines", "PUT", one + "/allocation", plan, expect=200)
        if coming["applied"] or not coming["moved"] or c.ask("ines", "GET", one + "/allocation", expect=200)["plan"]["graders"]:
            c.wrong("PUT allocation", f"a preview is {coming}")
        c.ask("ines", "PUT", one + "/allocation?apply=true", plan, expect=200)
    c.ask("ines", "GET", one + "/allocation", expect=200)
    seen = c.ask("ines", "GET", one + "/moderation", expect=200)
    if seen["open"] or seen["outliers_are"] != "no_tests":
        c.wrong("GET moderation", f"is {seen}")
    c.ask("sam", "GET", one + "/moderation", expect=403)
    c.ask("ines", "POST", f"{one}/moderation/{student}", {"take": "most", "reason": "x"}, expect=422)
    c.ask("ines", "POST", f"{one}/moderation/{student}", {"take": "first", "reason": "x"}, expect=404)
    c.ask("ines", "DELETE", one, expect=204)


def quizzes(c, student):
    made = c.ask("ines", "POST", BASE + "/assignments", {"title": "Quiz", "points": 10, "published": True, "kind": "quiz",
                                                          "attempts": 2, "rule": "mean"}, expect=201)
    one = f"{BASE}/assignments/{made['id']}"
    key = {"feedback": "immediately", "questions": [
        {"kind": "multiple", "text": "Which?", "points": 2, "partial": "share", "choices": [
            {"text": "this", "correct": True}, {"text": "that", "correct": True}, {"text": "neither"}]},
        {"kind": "number", "text": "How many?", "points": 3, "number": 42}, {"kind": "essay", "text": "Why?", "points": 5}]}
    wrong = c.ask("ines", "PUT", one + "/quiz", {"value": {"questions": [{"kind": "sum", "text": "?"}]}}, expect=422)
    if wrong["errors"][0]["field"] != "value.questions[0].kind":
        c.wrong("PUT quiz", f"does not name the field: {wrong}")
    quiz = c.ask("ines", "PUT", one + "/quiz", {"value": key}, expect=200)["quiz"]
    c.ask("ines", "PUT", one + "/quiz", {"value": key}, expect=409)
    c.ask("sam", "GET", one + "/quiz", expect=403)
    who = c.ask("sam", "GET", "/v1/me", expect=200)["id"]
    mine, other = ("sam", "sue") if who == student else ("sue", "sam")
    if not c.ask(mine, "GET", one + "/attempts", expect=200)["may_start"]:
        c.wrong("GET attempts", "does not let a student begin")
    attempt = c.ask(mine, "POST", one + "/attempts", {}, expect=201)
    if "correct" in str([choice for question in attempt["questions"] for choice in question["choices"] if choice["correct"]]):
        c.wrong("POST attempts", "tells what is right")
    at = f"{one}/attempts/{attempt['number']}"
    c.ask(other, "GET", at, expect=404)
    answers = [{"question": "q1", "choices": ["1"]}, {"question": "q2", "text": "42,0"}, {"question": "q3", "text": "Because."}]
    saved = c.ask(mine, "PUT", at, {"version": 0, "answers": answers}, expect=200)
    c.ask(mine, "PUT", at, {"version": 0, "answers": answers}, expect=409)
    c.ask(mine, "PUT", at, {"version": saved["version"], "answers": [{"question": "q9"}]}, expect=422)
    done = c.ask(mine, "POST", at + "/submit", {"version": saved["version"], "answers": answers}, expect=200)
    if done["state"] != "to_grade" or done["score"] != 4:
        c.wrong("POST submit", f"is worth {done['score']}, {done['state']}")
    c.ask(mine, "GET", at, expect=200)
    theirs = f"{one}/quiz/people/{student}/attempts/{attempt['number']}"
    c.ask("ines", "GET", theirs, expect=200)
    marks = {"marks": [{"question": "q3", "points": 5, "comment": "yes"}], "reason": "read"}
    if c.ask("ines", "PUT", theirs + "/marks", marks, expect=200)["score"] != 9:
        c.wrong("PUT marks", "does not count")
    c.ask(mine, "PUT", theirs + "/marks", marks, expect=403)
    c.ask("ines", "GET", one + "/quiz/results", expect=200)
    c.ask("ines", "GET", one + "/quiz/analysis", expect=200)
    quiz["questions"][1]["number"] = 43
    for answer in ("points", "updated_at", "updated_by", "begun"):
        quiz.pop(answer, None)
    changes = c.ask("ines", "POST", one + "/quiz/preview", {"value": quiz, "reason": "a mistake"}, expect=200)["changes"]
    if [change["after"] for change in changes] != [6]:
        c.wrong("POST preview", f"would change {changes}")
    c.ask("ines", "PUT", one + "/quiz", {"value": quiz, "reason": "a mistake"}, expect=200)
    package = c.ask("ines", "GET", one + "/quiz/export/qti-2.1.zip", expect=200)
    c.ask("ines", "GET", one + "/quiz/export/qti-3.0.zip", expect=200)
    c.ask("ines", "GET", one + "/quiz/export/qti-1.2.zip", expect=404)
    archive = {"Content-Type": "application/zip"}
    coming = c.ask("ines", "POST", one + "/quiz/import", package, archive, 200)
    if coming["applied"] or len(coming["questions"]) != 3 or coming["remarks"]:
        c.wrong("POST import", f"reads what was exported as {coming}")
    c.ask("ines", "POST", one + "/quiz/import", b"no archive", archive, 422)
    c.ask("sam", "POST", one + "/quiz/import", package, archive, 403)
    if len(c.ask("ines", "GET", one + "/quiz/changes", expect=200)["changes"]) != 2:
        c.wrong("GET changes", "does not tell of both")


def cartridge(c):
    """A course of another platform: looked at, brought in, and not brought in twice."""
    folder = pathlib.Path(__file__).parents[2] / "tests/cartridges/moodle"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder))
    at, zipped = BASE + "/import", {"Content-Type": "application/zip"}
    coming = c.ask("ines", "POST", at, held.getvalue(), zipped, 200)
    if coming["applied"] or coming["entries"] != 5 or coming["modules"][1]["entries"][1]["questions"] != 6:
        c.wrong("POST import", f"reads the cartridge as {coming}")
    c.ask("ines", "POST", at, b"no archive", zipped, 422)
    c.ask("ines", "POST", at + "?only=77", held.getvalue(), zipped, 422)
    c.ask("ines", "POST", at, held.getvalue(), {"Content-Type": "text/csv"}, 415)
    c.ask("sam", "POST", at, held.getvalue(), zipped, 403)
    keyed = {**zipped, "Idempotency-Key": "cartridge-1"}
    done = c.ask("ines", "POST", at + "?apply=true&only=2-5", held.getvalue(), keyed, 200)
    if not done["applied"] or done["taken"] != 4 or c.ask("ines", "POST", at + "?apply=true&only=2-5", held.getvalue(), keyed, 200) != done:
        c.wrong("POST import", f"does {done}")
    c.ask("ines", "POST", at + "?apply=true", held.getvalue(), keyed, 409)
    if c.ask("ines", "POST", at, held.getvalue(), zipped, 200)["known"] != 4:
        c.wrong("POST import", "does not tell what is there")
    for module in done["modules"]:
        for entry in module["entries"]:
            if entry["taken"]:
                what = "pages" if entry["kind"] == "page" else "assignments"
                c.ask("ines", "DELETE", f"{BASE}/{what}/{entry['id']}", expect=204)
        if module["id"] != "0":
            c.ask("ines", "DELETE", f"{BASE}/modules/{module['id']}", expect=204)


def talk(c):
    news = c.ask("ines", "POST", BASE + "/announcements", {"title": "Hello"}, expect=201)["id"]
    c.ask("ines", "PUT", f"{BASE}/announcements/{news}", {"title": "Hello all", "pinned": True}, expect=200)
    c.ask("sam", "GET", BASE + "/announcements", expect=200)
    c.ask("sam", "POST", BASE + "/announcements", {"title": "Mine"}, expect=403)
    topic = c.ask("sam", "POST", BASE + "/discussions", {"title": "Why?", "body": "```c\nint x;\n```", "anonymous": True}, expect=201)["id"]
    c.ask("sue", "GET", BASE + "/discussions", expect=200)
    c.ask("sam", "PUT", f"{BASE}/discussions/{topic}", {"title": "Why not?", "body": "x", "resolved": True}, expect=200)
    post = c.ask("sue", "POST", f"{BASE}/discussions/{topic}/posts", {"body": "because"}, expect=201)["id"]
    c.ask("sue", "PUT", f"{BASE}/discussions/{topic}/posts/{post}", {"body": "because of it"}, expect=200)
    c.ask("sue", "GET", f"{BASE}/discussions/{topic}", expect=200)
    c.ask("sam", "DELETE", f"{BASE}/posts/{post}", expect=404)
    c.ask("sue", "DELETE", f"{BASE}/posts/{post}", expect=204)
    c.ask("sam", "GET", "/v1/notifications", expect=200)
    if c.ask("sam", "POST", "/v1/notifications/read", {}, expect=200)["unread"] != 0:
        c.wrong("POST /v1/notifications/read", "left some unread")
    c.ask("ines", "DELETE", f"{BASE}/announcements/{news}", expect=204)
    comment = c.ask("ines", "POST", BASE + "/comments", {"text": "Name it"}, expect=201)["id"]
    c.ask("ines", "PUT", f"{BASE}/comments/{comment}", {"text": "Name it well"}, expect=200)
    c.ask("ines", "GET", BASE + "/comments", expect=200)
    c.ask("ines", "DELETE", f"{BASE}/comments/{comment}", expect=204)


def remarks(c, submission):
    """On something that the judge has: assay-courses hears of it in its own time."""
    target = f"{BASE}/submissions/{submission}/annotations"
    c.until(lambda: c.peek("ines", "GET", target) == 200, "a submission reaches the courses")
    made = c.ask("ines", "POST", target, {"path": "sum.py", "line": 1, "anchor": "print", "body": "good"}, expect=201)["id"]
    c.ask("ines", "PUT", f"{target}/{made}", {"body": "very good", "resolved": True}, expect=200)
    c.ask("sam", "GET", target, expect=200)
    c.ask("sue", "GET", target, expect=404)
    c.ask("ines", "DELETE", f"{BASE}/annotations/{made}", expect=204)


def platforms(c):
    """Other learning platforms, without one: tests/lti has them."""
    lms = {"name": "LMS", "issuer": "https://lms.example.org", "client_id": "c1", "deployments": ["1"], "keys_url": "https://lms.example.org/jwks",
           "authentication_url": "https://lms.example.org/auth", "token_url": "https://lms.example.org/token"}
    c.ask("ines", "POST", "/v1/lti/platforms", lms, expect=403)
    wrong = c.ask("root", "POST", "/v1/lti/platforms", {**lms, "keys_url": "http://lms.example.org/jwks"}, expect=422)
    if wrong["errors"][0]["field"] != "keys_url":
        c.wrong("POST /v1/lti/platforms", f"does not name the field: {wrong}")
    made = c.ask("root", "POST", "/v1/lti/platforms", lms, expect=201)["id"]
    c.ask("root", "POST", "/v1/lti/platforms", lms, expect=409)
    c.ask("root", "PUT", f"/v1/lti/platforms/{made}", {**lms, "name": "Our LMS"}, expect=200)
    if [one["name"] for one in c.ask("root", "GET", "/v1/lti/platforms", expect=200)["platforms"]] != ["Our LMS"]:
        c.wrong("GET /v1/lti/platforms", "has not what was put there")
    c.ask("root", "DELETE", f"/v1/lti/platforms/{made}", expect=204)
    c.ask("root", "DELETE", f"/v1/lti/platforms/{made}", expect=404)
    c.ask("root", "POST", "/v1/lti/invitations", expect=201)
    c.ask("ines", "GET", BASE + "/lti", expect=200)
    c.ask("sam", "GET", BASE + "/lti", expect=403)
    c.ask("ines", "DELETE", BASE + "/lti/999", expect=404)
    c.ask("ines", "POST", BASE + "/lti/999/roster?apply=true", expect=404)
    c.ask("ines", "POST", BASE + "/lti/999/scores", expect=200)
    c.ask(None, "GET", "/lti/jwks.json", expect=200)
    c.ask(None, "GET", "/assets/lti.js", expect=200)
    c.ask(None, "GET", "/lti/login/default?iss=x&login_hint=y", expect=422)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    c.ask(None, "POST", "/lti/login/default", "iss=x&login_hint=y", form, 422)
    c.ask(None, "POST", "/lti/launch", "state=x&id_token=y", form, 401)
    c.ask(None, "GET", "/lti/page/none", expect=401)
    c.ask(None, "POST", "/lti/page/none", "action=make", form, 401)
    c.ask(None, "GET", "/lti/register?invitation=x&openid_configuration=https%3A%2F%2Fe.example%2F", expect=401)
    c.ask(None, "POST", "/lti/register", "invitation=x&openid_configuration=https%3A%2F%2Fe.example%2F", form, 401)


def run(c, submission):
    c.until(lambda: len(c.look("ines", "GET", BASE + "/people").get("people", [])) >= 3, "people reach the courses")
    student = outline(c)
    item, one = assignments(c, student)
    grades(c, student, item, one)
    moderation(c, student)
    quizzes(c, student)
    cartridge(c)
    talk(c)
    remarks(c, submission)
    platforms(c)
    c.ask("ines", "DELETE", item, expect=204)
