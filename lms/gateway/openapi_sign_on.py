"""Signing in by identity providers, on a real platform. (Through a provider that answers: lms/web/e2e.)"""

TAGS = {"mail", "providers", "passkeys"}


def is_operation(operation):
    return bool(TAGS & set(operation.get("tags", [])))


def run(c):
    providers(c)
    passkeys(c)
    mail(c)


def providers(c):
    at = "/v1/providers"
    right = {"name": "Campus", "issuer": "https://id.example", "client_id": "assay", "client_secret": "a secret of two",
             "email_domains": ["Example.org"], "disabled": True}
    c.ask("ines", "GET", at, expect=403)
    c.ask("ines", "POST", at, right, expect=403)
    for field, value in (("name", ""), ("issuer", "http://id.example"), ("email_domains", ["@"]), ("scopes", ["a b"]), ("colour", "red")):
        wrong = c.ask("root", "POST", at, {**right, field: value}, expect=422)
        if not wrong["errors"][0]["field"].startswith(field):
            c.wrong("POST " + at, f"does not name {field}: {wrong}")
    # The platform itself is no address that an administrator may have it ask.
    wrong = c.ask("root", "POST", at, {**right, "issuer": "https://127.0.0.1:1", "disabled": False}, expect=422)
    if wrong["errors"][0]["field"] != "issuer":
        c.wrong("POST " + at, f"does not name issuer: {wrong}")
    made = c.ask("root", "POST", at, right, expect=201)
    if not made["has_secret"] or "a secret" in str(made) or made["email_domains"] != ["example.org"] or made["scopes"] != ["email", "profile"]:
        c.wrong("POST " + at, f"answers {made}")
    c.ask("root", "POST", at, right, expect=409)
    one = f"{at}/{made['id']}"
    kept = c.ask("root", "PUT", one, {"name": "Campus 2", "issuer": "https://id.example", "client_id": "assay", "disabled": True}, expect=200)
    if not kept["has_secret"]:
        c.wrong("PUT " + one, "lost the secret")
    c.ask("root", "PUT", at + "/none", right, expect=404)
    listed = c.ask("root", "GET", at, expect=200)["providers"]
    if [provider["name"] for provider in listed] != ["Campus 2"]:
        c.wrong("GET " + at, f"lists {listed}")
    if c.ask(None, "GET", "/v1/sign-in/providers", expect=200)["providers"]:
        c.wrong("GET /v1/sign-in/providers", "lists one that is disabled")
    c.ask(None, "GET", "/v1/sign-in/providers?tenant=%00", expect=400)
    c.ask(None, "POST", "/v1/sign-in/providers/start", {"provider": made["id"]}, expect=404)
    c.ask(None, "POST", "/v1/sign-in/providers/start", {"provider": made["id"], "return_to": "//evil.example"}, expect=422)
    c.ask(None, "POST", "/v1/sign-in/providers/start", {}, expect=422)
    c.ask(None, "POST", "/v1/sign-in/providers/start", {"provider": "x", "redirect_uri": "https://evil.example"}, expect=422)
    c.ask(None, "GET", "/v1/sign-in/providers/callback?state=none&error=access_denied", expect=303)
    back = c.ask_headers("sam", "GET", "/v1/sign-in/providers/callback?state=none&code=none&iss=https%3A%2F%2Fid.example")
    if back["Location"] != "/app/#refused=expired":
        c.wrong("GET /v1/sign-in/providers/callback", f"leads to {back['Location']}")
    c.ask(None, "GET", "/v1/sign-in/providers/callback?code=none", expect=422)
    c.ask("root", "DELETE", one, expect=204)
    c.ask("root", "DELETE", one, expect=404)


def mail(c):
    """Without a mail server. (With one: tests/mail.)"""
    at = "/v1/me/mail"
    if c.ask("sam", "GET", at, expect=200) != {"often": "at_once", "kinds": [], "language": "", "configured": False}:
        c.wrong("GET " + at, "is not what nobody changed")
    c.ask("sam", "PUT", at, {"often": "none"}, expect=403)  # a token is not enough
    c.ask("ines", "GET", "/v1/mail", expect=403)
    if c.ask("root", "GET", "/v1/mail", expect=200)["configured"]:
        c.wrong("GET /v1/mail", "says that mail is set up")
    c.ask("ines", "POST", "/v1/mail/test", expect=403)
    c.ask("root", "POST", "/v1/mail/test", expect=409)
    c.ask("ines", "POST", "/v1/mail/1/retry", expect=403)
    c.ask("root", "POST", "/v1/mail/1/retry", expect=404)
    for token in ("", "none", "%C3%BC", "A" * 3000):
        c.ask(None, "GET", f"/unsubscribe?token={token}", expect=404)
        c.ask(None, "POST", f"/unsubscribe?token={token}", "List-Unsubscribe=One-Click",
              {"Content-Type": "application/x-www-form-urlencoded"}, 404)


def passkeys(c):
    """This platform is reached by an address, where browsers have no passkeys. (With a device: lms/web/e2e.)"""
    bytes_ = "AAAA"
    answer = {"credential": bytes_, "user": bytes_, "client_data": bytes_, "authenticator_data": bytes_, "signature": bytes_}
    c.ask(None, "POST", "/v1/session/passkey/options", expect=409)
    c.ask(None, "POST", "/v1/session/passkey", answer, expect=409)
    c.ask(None, "POST", "/v1/session/passkey", {**answer, "signature": 7}, expect=422)
    for method, path, body in (("GET", "", None), ("POST", "", {"name": "laptop"}), ("POST", "/options", {}), ("PUT", "/none", {"name": "x"}),
                               ("DELETE", "/none", None)):
        c.ask("sam", method, "/v1/passkeys" + path, body, expect=403)  # a token is not enough
