"""What authors of packages do beside uploading, on a real platform without workers. (With workers: lms/web/e2e.)"""

TAGS = {"authoring"}


def is_operation(operation):
    return bool(TAGS & set(operation.get("tags", [])))


def run(c):
    verification(c)
    git(c)


def verification(c):
    at = "/v1/problems/sum/verification"
    c.ask("ines", "GET", at, expect=404)
    c.ask("sam", "POST", at, expect=403)
    c.ask("sam", "GET", at, expect=403)
    c.ask("ines", "POST", "/v1/problems/none/verification", expect=403)
    c.ask("root", "POST", "/v1/problems/none/verification", expect=404)
    made = c.ask("ines", "POST", at, expect=201)
    if made["state"] != "queued" or made["problem"] != "sum":
        c.wrong("POST " + at, f"made {made}")
    if c.ask("root", "POST", at, expect=200)["id"] != made["id"]:
        c.wrong("POST " + at, "started a second one beside the first")
    c.ask("sam", "GET", f"/v1/submissions/{made['id']}", expect=404)
    # Nobody's work: neither the students' lists nor the grades know of it.
    listed = c.ask("ines", "GET", "/v1/submissions?course=demo&problem=sum&page_size=100", expect=200)["submissions"]
    if made["id"] in {submission["id"] for submission in listed}:
        c.wrong("GET /v1/submissions", "lists a verification among the submissions of a problem")
    c.ask("ines", "POST", f"/v1/submissions/{made['id']}/cancel", expect=200)
    if c.ask("ines", "GET", at, expect=200)["state"] != "cancelled":
        c.wrong("GET " + at, "does not know that it was cancelled")
    if c.ask("ines", "POST", at, expect=201)["id"] == made["id"]:
        c.wrong("POST " + at, "gives one that has ended")
    latest = c.ask("ines", "GET", at, expect=200)
    c.ask("ines", "POST", f"/v1/submissions/{latest['id']}/cancel", expect=200)


def git(c):
    """No server is reached: what is refused before, and by whom. (With one: judge/git/fetch_test.cc.)"""
    at = "/v1/problems/from-git/git?course=demo"
    good = {"url": "https://git.invalid/cs101.git", "ref": "main", "folder": "problems/sum"}
    c.ask("ines", "GET", "/v1/problems/sum/git", expect=404)
    c.ask("ines", "GET", "/v1/problems/sum/git?look=perhaps", expect=422)
    c.ask("sam", "PUT", at, good, expect=403)
    for field, value in (("url", ""), ("url", "http://127.0.0.1/x.git"), ("url", "https://127.0.0.1/x.git"), ("url", "https://a:b@git.invalid/x"),
                         ("url", "ext::sh -c id"), ("url", good["url"]), ("ref", "--upload-pack=x"), ("folder", "../x"), ("token", "a b"), ("colour", "red")):
        wrong = c.ask("ines", "PUT", at, {**good, field: value}, expect=422)
        if wrong["errors"][0]["field"] != field:
            c.wrong("PUT " + at, f"does not name {field}: {wrong}")
