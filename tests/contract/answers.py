"""What every answer must be, whoever asks for whatever: what openapi.yaml says, and nothing of somebody else."""
import base64
import io
import json
import re
import zipfile

import jsonschema

import openapi_test
from openapi_test import DOCUMENT, resolve

MARK = re.compile(rb"mk[a-z]\d{4}[0-9a-f]{6}")
BASE64 = re.compile(rb'"([A-Za-z0-9+/]{24,}={0,2})"')
ROOT = {"components": DOCUMENT["components"]}


class Checker(openapi_test.Checker):
    """The checks of openapi_test, with validators that are made once."""

    def __init__(self):
        super().__init__(None)
        self.validators = {}

    def operation(self, method, target):
        return self.current

    def check_operation(self, operation, where, answer):
        self.current = operation
        before = len(self.problems)
        self.check(where, "", answer.status, answer.headers, answer.body)
        found, self.problems[before:] = self.problems[before:], []
        return found

    def validate(self, where, schema, value):
        key = id(schema)
        if key not in self.validators:
            self.validators[key] = jsonschema.Draft202012Validator({**schema, **ROOT},
                                                                   format_checker=jsonschema.FormatChecker())
        for error in self.validators[key].iter_errors(value):
            self.wrong(where, f"{'/'.join(map(str, error.path)) or 'the body'}: {error.message[:300]}")


def readable(body):
    """The bytes of an answer, and those that stand in it in another form: base64 in JSON, files in an archive."""
    yield body
    if body.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
        return
    for match in BASE64.finditer(body):
        try:
            yield base64.b64decode(match.group(1), validate=True)
        except ValueError:
            continue


def is_problem(answer):
    """What is wrong with an error's form, or nothing."""
    if answer.media != "application/problem+json":
        return f"is {answer.media or 'of no type'}, not application/problem+json"
    try:
        problem = answer.json()
    except ValueError:
        return "is no JSON"
    for name, kind in (("type", str), ("title", str), ("status", int), ("detail", str)):
        if not isinstance(problem.get(name), kind) or not problem[name]:
            return f"has no {name}: {answer.body[:200]!r}"
    if problem["status"] != answer.status:
        return f"says {problem['status']} inside"
    return None


def speaks_otherwise(operation):
    """Pages for people and OAuth have errors of their own form."""
    response = resolve(operation["responses"].get("400", operation["responses"].get("default", {})))
    return "application/problem+json" not in response.get("content", {})


def names(field, path):
    """Whether "files[0].data" is said of the place ("files", 0, "data"): it, or a part that it stands in."""
    said = [word for word in re.split(r"[.\[\]]+", field) if word]
    place = [str(word) for word in path]
    if said in (["body"], []):
        return not place or len(place) == 1 and place[0] == "body"
    return place[:len(said)] == said or said[:len(place)] == place


def dump(value):
    """JSON in which a Raw stands as it is."""
    raws = []

    def plain(node):
        if isinstance(node, Raw):
            raws.append(node.text)
            return f"@raw{len(raws) - 1}@"
        if isinstance(node, dict):
            return {key: plain(one) for key, one in node.items()}
        if isinstance(node, list):
            return [plain(one) for one in node]
        return node

    text = json.dumps(plain(value))
    for number, raw in enumerate(raws):
        text = text.replace(f'"@raw{number}@"', raw)
    return text.encode("utf-8", "surrogatepass")


class Raw:
    """Text for a place in JSON that json.dumps would not write."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"raw {self.text[:40]}"
