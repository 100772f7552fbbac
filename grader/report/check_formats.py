#!/usr/bin/env python3
"""Reads what report_samples wrote with other people's eyes: JSON against the published schema, JUnit as XML and against
what readers of it expect, SARIF's and Gradescope's required fields, CSV by a reader of its own, HTML by a parser.

usage: check_formats.py REPORT_SAMPLES SCHEMA   (exit 77: python3-jsonschema is not there)
"""
import csv
import html.parser
import io
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

VOID = {"meta", "col", "br", "img", "link", "input", "hr"}
ALLOWED = set("""html head meta title style body a header div h1 h2 h3 h4 p span strong nav dl dt dd time main section
details summary pre code i b table caption colgroup col thead tbody tr th td abbr small mark""".split())


class Page(html.parser.HTMLParser):
    """Every tag closed, none that the report does not write, no attribute that runs something."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.seen = [], set(), set(), set()

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, f"<{tag}> came from somewhere else"
        self.seen.add(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name != "src", f"{name}={value}"
            if name == "id":
                assert value not in self.ids, f"id {value} twice"
                self.ids.add(value)
            if name == "href":
                assert value.startswith("#"), value
                self.links.add(value[1:])
        if tag == "th":
            assert any(name == "scope" for name, _ in attrs), "a header cell without scope"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def check_json(text, schema):
    report = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(report)
    assert list(report) == list(schema["properties"]), "keys in the schema's order"
    for part in report["parts"]:
        for test in part["tests"]:
            assert list(test) == list(schema["$defs"]["test"]["properties"])


def check_junit(text):
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    count = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in root:
        assert suite.tag == "testsuite" and suite.get("name") is not None
        cases = suite.findall("testcase")
        assert len(cases) == len(list(suite)) == int(suite.get("tests"))
        for case in cases:
            assert case.get("name") and case.get("classname")
            float(case.get("time"))
            tags = [child.tag for child in case]
            assert set(tags) <= {"failure", "error", "skipped", "system-out", "system-err"} and len(set(tags)) == len(tags)
            count["tests"] += 1
            count["failures"] += "failure" in tags
            count["errors"] += "error" in tags
            count["skipped"] += "skipped" in tags
    assert count["tests"] > 0, "a report without tests reads as a success"
    for name, value in count.items():
        assert int(root.get(name)) == value, name


def check_sarif(text):
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"] and log["runs"]
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert run["tool"]["driver"]["name"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["level"] in ("note", "warning", "error") and result["message"]["text"]
            place = result["locations"][0]["physicalLocation"]
            assert place["artifactLocation"]["uri"].isascii() and " " not in place["artifactLocation"]["uri"]
            region = place["region"]
            assert region["startLine"] >= 1
            assert region.get("endLine", region["startLine"]) >= region["startLine"]
            assert all(value >= 1 for value in region.values())


def check_gradescope(text):
    results = json.loads(text)
    visibilities = {"visible", "hidden", "after_due_date", "after_published"}
    assert isinstance(results["score"], (int, float)) and isinstance(results["execution_time"], int)
    assert results["visibility"] in visibilities and results["stdout_visibility"] in visibilities
    assert isinstance(results["extra_data"], dict) and "leaderboard" not in results
    for test in results["tests"]:
        assert isinstance(test["score"], (int, float)) and isinstance(test["max_score"], (int, float))
        assert test["status"] in ("passed", "failed") and test["visibility"] in visibilities
        assert isinstance(test["name"], str) and isinstance(test["output"], str) and isinstance(test["number"], str)


def check_csv(text, report):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert len(rows) - 1 == sum(len(part["tests"]) for part in report["parts"])
    assert text.endswith("\r\n")
    for row in rows[1:]:
        for cell in row:
            assert not cell or cell[0] not in "=+-@\t\r", repr(cell)


def check_html(text):
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open and page.links <= page.ids, page.links - page.ids
    assert {"main", "header", "h1"} <= page.seen


def main():
    program, schema_file = sys.argv[1:]
    schema = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    with tempfile.TemporaryDirectory(prefix="assay-report-") as name:
        folder = Path(name)
        subprocess.run([program, name], check=True)
        files = sorted(folder.iterdir())
        assert len(files) > 100, len(files)
        for file in files:
            text = file.read_bytes().decode("utf-8")  # strict: every format is valid UTF-8
            try:
                match file.suffix:
                    case ".json":
                        check_json(text, schema)
                    case ".junit":
                        check_junit(text)
                    case ".sarif":
                        check_sarif(text)
                    case ".gradescope":
                        check_gradescope(text)
                    case ".csv":
                        check_csv(text, json.loads(file.with_suffix(".json").read_bytes()))
                    case ".html":
                        check_html(text)
            except Exception as error:
                print(f"{file.name}: {error!r}")
                raise
    print(f"{len(files)} files are what they should be")


if __name__ == "__main__":
    main()
