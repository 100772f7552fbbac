"""Wrong requests, made from a right one: each is one change, with a name by which it can be asked for again."""
import copy
import dataclasses
import random

from answers import Raw, dump
from openapi_test import resolve
from wire import Request

DEEP = 100_000
STRANGE_TEXTS = ["", " ", "a\0b", "\u202eevil\u2066", "\ud83d\ude00" * 50, "x" * 70_000, "'; DROP TABLE people; --", "%s%n%00", "\r\n\r\nX: y",
                 "../../etc/passwd", "<script>alert(1)</script>", "\ufffe\uffff", "$" * 5000, "e\u0301" * 3000]
STRANGE_NUMBERS = [-1, 0, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63), 10**30, 0.1, 1.5, -0.0,
                   Raw("1e400"), Raw("-1e400"), Raw("1e308"), Raw("1e-400"), Raw("9" * 5000)]
STRANGE_TIMES = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "2026-11-30T00:00:00.123456789+14:00",
                 "2262-04-12T00:00:00Z", "2300-01-01T00:00:00Z"]
NO_TIMES = ["x", "", "2026-13-45T00:00:00Z", "2026-01-01", "10000-01-01T00:00:00Z", "2026-11-30T25:00:00Z", "2026-02-30T00:00:00Z", 17]
STRANGE_IDS = ["none", "0", "-1", "1", "9223372036854775807", "9223372036854775808", "9" * 40, "1e3", "x" * 300, "x" * 5000, "%00", "a%00b", "%ff",
               "%c3%28", "%ed%a0%80", "..", ".", "%2e%2e", "%2E%2E%2Fetc", "%2f", "a%2Fb", "a%5cb", "%20", "%e2%80%ae", "*", "'", "%27%20OR%201%3D1--",
               "%7B%7D", "a;b=c", "%25", "%", "%zz", "null", "undefined", "true", "-", "+", "%F0%9F%98%80"]
WRONG_TYPES = {"string": [7, True, [], {}, [["x"]], {"a": "b"}], "integer": ["many", 1.5, True, [], {}], "number": ["many", "NaN", "-Infinity", True, [], {}],
               "boolean": ["yes", 2, [], {}], "array": [{}, "x", 7, True], "object": [[], "x", 7, True]}
MEDIA = [None, "", "text/plain", "application/xml", "application/json; charset=utf-16", "application/jsonx", "multipart/form-data",
         "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv", "application/zip", "a" * 5000, "application/json\xff"]


@dataclasses.dataclass
class Case:
    name: str
    request: Request
    wrong: bool = False  # it is wrong by the document: it must be refused
    place: tuple | None = None  # what a refusal with 400 or 422 names
    head: bool = False  # it is wrong before its body: it may be no request of HTTP, which has no fields


def places(schema, value, path=()):
    """Every member that the document knows, with its schema: (path, schema, needed)."""
    schema = resolve(schema)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        for name, inner in schema.get("properties", {}).items():
            inner = resolve(inner)
            yield (*path, name), inner, name in schema.get("required", [])
            below = value.get(name) if isinstance(value, dict) else None
            yield from places(inner, below, (*path, name))
    elif kind == "array" and isinstance(value, list) and value:
        yield (*path, 0), resolve(schema.get("items", {})), False
        yield from places(schema.get("items", {}), value[0], (*path, 0))


def at(body, path, value, remove=False):
    """The body with another value there; None where there is nothing to put it into."""
    body = copy.deepcopy(body)
    node = body
    for step in path[:-1]:
        if isinstance(node, dict) and step not in node:
            node[step] = {}
        node = node[step]
    if remove:
        if not isinstance(node, dict) or path[-1] not in node:
            return None
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return body


def get(body, path):
    for step in path:
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            return None
    return body


def bad_values(schema):
    """Values for a place, each with whether the document forbids it."""
    kind = schema.get("type")
    for value in WRONG_TYPES.get(kind, []):
        yield value, True
    if "enum" in schema or "const" in schema:
        yield "nonsense", True
    if kind == "string" and schema.get("format") == "date-time":
        for value in NO_TIMES:
            yield value, value != ""
        for value in STRANGE_TIMES:
            yield value, False
    elif kind == "string":
        for value in STRANGE_TEXTS:
            yield value, len(value) > schema.get("maxLength", 1 << 30)
        yield Raw('"\\ud800"'), False
        yield Raw('"a\\u0000b"'), False
        if "maxLength" in schema:
            yield "x" * schema["maxLength"], False
            yield "x" * (schema["maxLength"] + 1), True
        if schema.get("contentEncoding") == "base64":
            yield "not base64!", True
    elif kind in ("integer", "number"):
        for value in STRANGE_NUMBERS:
            known = not isinstance(value, Raw)
            wrong = known and (value < schema.get("minimum", value) or value > schema.get("maximum", value)
                               or kind == "integer" and value != int(value))
            yield value, wrong
        yield Raw("NaN"), True
    elif kind == "array":
        yield [None], True
        if "maxItems" in schema:
            yield ["x"] * (schema["maxItems"] + 1), True
    yield None, False


def short(value):
    text = repr(value)
    return text if len(text) < 40 else text[:24] + f"…({len(text)})"


def json_bodies(schema, body):
    """(name, bytes, wrong, place): what is wrong inside."""
    for path, inner, needed in places(schema, body):
        word = ".".join(map(str, path))
        without = at(body, path, None, remove=True)
        if without is not None and (len(path) == 1 or needed):
            yield f"{word} is missing", dump(without), needed and len(path) == 1, path
        for value, wrong in bad_values(inner):
            changed = at(body, path, value)
            # What is no JSON has no places.
            yield f"{word} is {short(value)}", dump(changed), wrong, None if isinstance(value, Raw) else path
        present = get(body, path)
        if inner.get("type") == "array":
            if isinstance(present, list) and present and len(dump(present[0])) < 200:
                yield f"{word} has 3000 of it", dump(at(body, path, present[:1] * 3000)), False, path
            yield f"{word} is empty", dump(at(body, path, [])), False, path
        if "properties" in inner:
            more = {**(present if isinstance(present, dict) else {}), "colour": "red"}
            yield f"{word} has one more member", dump(at(body, path, more)), True, (*path, "colour")
    yield "one more member", dump({**body, "colour": "red"}), True, ("colour",)
    for name in ("viewer", "caller", "tenant", "actor"):
        if name not in schema.get("properties", {}):
            yield f"it says who asks: {name}", dump({**body, name: {"tenant": "default", "person": "x", "administrator": True}}), False, None
    yield "a member without a name", dump({**body, "": 1}), True, None
    yield "a long name of a member", dump({**body, "x" * 20_000: 1}), True, None
    for key, value in list(body.items())[:3]:
        text = dump(body)[1:]
        yield f"{key} stands twice", b'{"' + key.encode() + b'": ' + dump(value) + b", " + text, False, None
        yield f"{key} stands twice, once wrong", b'{"' + key.encode() + b'": [[]], ' + text, False, None


def raw_bodies(good):
    """(name, bytes, wrong): what is no such JSON at all."""
    for text in (b"", b" ", b"null", b"[]", b"[{}]", b'"x"', b"7", b"true", b"{", b"}", b"{,}", b"not json", b"{'a': 1}", b"\0", b"\xff\xfe\x00"):
        yield f"the body is {text!r}", text, True
    yield "the body is cut off", good[:-1], True
    yield "something stands behind", good + b" x", True
    yield "two bodies", good + good, True
    yield "a byte order mark", b"\xef\xbb\xbf" + good, False
    yield "UTF-16", good.decode("utf-8", "replace").encode("utf-16"), True
    yield "a NUL in it", good[:-1] + b"\0}", True
    yield "no UTF-8 in a text", good.replace(b'": "', b'": "\xff\xc0', 1), b'": "' in good
    yield "an overlong NUL", good.replace(b'": "', b'": "\xc0\x80', 1), b'": "' in good
    for depth in (65, 200, DEEP):
        yield f"{depth} deep in arrays", b"[" * depth + b"]" * depth, True
        yield f"{depth} deep in objects", b'{"a":' * depth + b"1" + b"}" * depth, True
        yield f"{depth} deep in a member", good[:-1] + b', "deep": ' + b"[" * depth + b"]" * depth + b"}", True
    yield f"{DEEP} deep and never closed", b"[" * DEEP, True
    yield "a comment", good[:-1] + b"/* x */}", True
    yield "1 MiB and a byte", good + b" " * ((1 << 20) + 1 - len(good)), False


def forms(good):
    for text in (b"", b"&&&", b"=", b"%", b"%00", b"a=%ff", b"x" * 9000, b"a=1&" * 300, b"\0"):
        yield f"the form is {short(text)}", text
    name = good.split(b"=")[0]
    yield "a value is no UTF-8", name + b"=%ff%fe&" + good
    yield "a value has a NUL", name + b"=a%00b&" + good
    yield "a value is long", name + b"=" + b"x" * 60_000 + b"&" + good
    yield "a name stands twice", name + b"=x&" + good


def tables(good):
    for text in (b"", b"\n", b",", b"\0", b"\xff\xfe", b"email", b'"', b'email\n"', b"email,email\na@b.c,a@b.c\n", b"x" * 100_000, b"email\n" + b"a@b.c\n" * 3000,
                 b"email,name\na@b.c,\0\n", b"email\n=1+1\n", b"\xef\xbb\xbf" + good, good.replace(b",", b";"), good.replace(b"\n", b"\r"),
                 good + b"\xc3\x28\n", b"," * 5000, b"email,role\na@b.c,owner\n", b"email,role\na@b.c,king\n", b"person,#0\nx,1\n",
                 b"person,#99999999999999999999\nx,1\n", good.replace(b",1\n", b",1e400\n"), good.replace(b",1\n", b",NaN\n")):
        yield f"the table is {short(text)}", text


def archives(good):
    for text in (b"", b"x", b"PK\3\4", good[:100], good[:-30], good[:200] + b"\0" * 300 + good[500:], b"\x1f\x8b" + b"\0" * 50, b"\0" * 5000):
        yield f"the archive is {short(text)}", text


def queries(operation, query):
    """(name, query, wrong, place)"""
    base = query + b"&" if query else b""
    yield "one more parameter", base + b"colour=red", False, None
    yield "parameters without end", base + b"&".join(b"p%d=1" % i for i in range(250)), False, None
    yield "a parameter that is no UTF-8", base + b"colour=%ff", True, None
    yield "a parameter with a NUL", base + b"colour=%00", True, None
    yield "a broken escape", base + b"colour=%g1", True, None
    for parameter in operation.parameters:
        if parameter["in"] != "query":
            continue
        name, schema = parameter["name"], resolve(parameter["schema"])
        values = [b"", b"x" * 3000, b"%00", b"%ff", b"%F0%9F%98%80", b"a&" + name.encode() + b"=b", b"none", b"..%2f..", b"-1", b"0", b"1.5", b"9" * 30,
                  b"null", b"%7B%7D", b"%27"]
        for value in values:
            wrong = b"%00" in value or b"%ff" in value
            if value and "&" not in value.decode():
                kind = schema.get("type")
                wrong = wrong or kind in ("integer", "number", "boolean") and not value.lstrip(b"-").replace(b".", b"", 1).isdigit()
                wrong = wrong or "enum" in schema
            yield f"{name} is {short(value)}", base + name.encode() + b"=" + value, wrong, None if b"%00" in value or b"%ff" in value else (name,)


def headers(operation):
    yield "If-None-Match is long", [("If-None-Match", "x" * 9000)]
    yield "traceparent is none", [("traceparent", "00-zz-zz-zz")]
    yield "traceparent is bytes", [("traceparent", b"\xff\xfe")]
    yield "Accept is none of ours", [("Accept", "image/png")]
    yield "Accept-Encoding is odd", [("Accept-Encoding", "gzip;q=nonsense, x")]
    yield "X-Forwarded-For is none", [("X-Forwarded-For", "x, ,,'; --")]
    yield "X-Forwarded-For is bytes", [("X-Forwarded-For", b"\xff\xfe")]
    yield "Last-Event-ID is none", [("Last-Event-ID", "x")]
    yield "Last-Event-ID is large", [("Last-Event-ID", "9" * 30)]
    yield "User-Agent is bytes", [("User-Agent", b"\xff\x80" * 500)]
    yield "an exam's session is bytes", [("Assay-Exam-Session", b"\xff\x80")]
    yield "Idempotency-Key is long", [("Idempotency-Key", "x" * 201)]
    yield "Idempotency-Key is bytes", [("Idempotency-Key", b"\xff")]
    yield "Content-Encoding", [("Content-Encoding", "gzip")]
    yield "two tokens", [("Authorization", "Basic eDp4"), ("X-Auth-Token", "x")]
    yield "a head of 20 KiB", [("X-Long", "x" * 20_000)]
    yield "150 headers", [(f"X-{i}", "y") for i in range(150)]
    if operation.media:
        for media in MEDIA:
            yield f"Content-Type is {short(media)}", [("Content-Type", media)]


OTHER_MEDIA = {f"Content-Type is {short(media)}" for media in ("text/plain", "application/xml")}


class Maker:
    """All wrong requests of an operation, in the same order for the same right one."""

    def __init__(self, operation, things, strangers, word):
        self.operation, self.things = operation, things
        self.strangers = strangers  # other things, whose ids are tried
        self.body = operation.body(things, word) if operation.body else None
        self.word = word

    def target(self, replace=None, query=None):
        path = self.operation.path
        for name, attribute in self.operation.ids.items():
            value = attribute[1:] if attribute.startswith("=") else str(getattr(self.things, attribute))
            path = path.replace("{" + name + "}", replace[1] if replace and replace[0] == name else value)
        if query is None and self.operation.query:
            query = self.operation.query(self.things).encode()
        return path.encode() + (b"?" + query if query else b"")

    def bytes(self, body=None):
        body = self.body if body is None else body
        if body is None:
            return None
        if isinstance(body, bytes):
            return body
        return body.encode() if isinstance(body, str) else dump(body)

    def media(self):
        return {"application/octet-stream": "application/zip", None: "application/json"}.get(self.operation.media, self.operation.media)

    def request(self, target=None, body=None, more=()):
        data = self.bytes() if body is None else body
        named = [("Content-Type", self.media())] if data is not None else []
        return Request(self.operation.method, target or self.target(), named, data).with_headers(*more)

    def all(self):
        yield Case("as it is right", self.request())
        if isinstance(self.body, dict):
            for name, data, wrong, place in json_bodies(self.operation.schema, self.body):
                yield Case(name, self.request(body=data), wrong, place)
            for name, data, wrong in raw_bodies(self.bytes()):
                needed = resolve(self.operation.spec["requestBody"]).get("required", False) or data.strip() != b""
                yield Case(name, self.request(body=data), wrong and needed)
        elif self.body is not None:
            kind = {"text/csv": tables, "application/octet-stream": archives}.get(self.operation.media, forms)
            for name, data in kind(self.bytes()):
                yield Case(name, self.request(body=data))
        elif self.operation.changes:
            yield Case("a body that nobody asked for", self.request(body=b'{"a": 1}'))
        for parameter, attribute in self.operation.ids.items():
            for text in STRANGE_IDS:
                yield Case(f"{parameter} is {short(text)}", self.request(target=self.target((parameter, text))), head=True)
            for other in self.strangers:
                if attribute.startswith("=") or not hasattr(other, attribute):
                    continue
                yield Case(f"{parameter} is that of {other.tenant}/{other.course}",
                           self.request(target=self.target((parameter, str(getattr(other, attribute))))))
        query = self.operation.query(self.things).encode() if self.operation.query else b""
        for name, text, wrong, place in queries(self.operation, query):
            yield Case(name, self.request(target=self.target(query=text)), wrong, place, head=True)
        for name, more in headers(self.operation):
            yield Case(name, self.request(more=more), name in OTHER_MEDIA and self.operation.media in ("application/json", "text/csv"),
                       head=True)
        for other in self.strangers:
            if isinstance(self.body, dict) and self.operation.body:
                yield Case(f"the body is about {other.tenant}/{other.course}",
                           self.request(body=dump(self.operation.body(other, self.word))))

    def random(self, seed, count):
        """Several changes at once: pieces of the right body, exchanged and repeated, and single bytes."""
        good = self.bytes()
        if not good:
            return
        for number in range(count):
            dice = random.Random(f"{seed} {self.operation.id} {number}")
            data = bytearray(good)
            for _ in range(dice.randint(1, 6)):
                place = dice.randrange(len(data) or 1)
                what = dice.randrange(5)
                if what == 0:
                    data[place:place + dice.randint(1, 8)] = bytes(dice.randrange(256) for _ in range(dice.randint(0, 8)))
                elif what == 1:
                    data[place:place] = data[dice.randrange(len(data) or 1):][:dice.randint(1, 40)]
                elif what == 2:
                    del data[place:place + dice.randint(1, 20)]
                elif what == 3:
                    data[place:place] = dice.choice([b"null", b"-", b'"', b"[]", b"{}", b"\\u0000", b"1e999", b",", b":", b"\xf0\x9f"])
                else:
                    data = bytearray(self.shuffled(dice))
            yield Case(f"random {number}", self.request(body=bytes(data)))

    def shuffled(self, dice):
        if not isinstance(self.body, dict):
            return self.bytes()
        found = [(path, inner) for path, inner, _ in places(self.operation.schema, self.body)]
        body = self.body
        for path, inner in dice.sample(found, min(len(found), dice.randint(1, 4))):
            values = [value for value, _ in bad_values(inner)]
            try:
                body = at(body, path, dice.choice(values))
            except (KeyError, TypeError, AttributeError):
                continue
        return dump(body)
