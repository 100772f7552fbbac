#!/usr/bin/env python3
"""Reads what similarity_report_demo wrote with other people's eyes: JSON against the published schema, CSV by a reader of its
own, HTML by a parser.

usage: check_formats.py SIMILARITY_REPORT_DEMO SCHEMA   (exit 77: python3-jsonschema is not there)
"""
import csv
import html.parser
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

VOID = {"meta", "br", "input"}


class Page(html.parser.HTMLParser):
    """Every tag closed, no id twice, no attribute that runs or loads something, labels where they belong."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.scripts = [], set(), 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("src", "style"), f"<{tag} {name}={value}>"
            assert name != "href" or value.startswith("#"), value
            if name == "id":
                assert value not in self.ids, f"id {value} twice"
                self.ids.add(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def check_json(text, schema):
    report = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(report)
    assert list(report) == list(schema["properties"]), "keys in the schema's order"
    people = len(report["submissions"])
    for pair in report["pairs"]:
        assert pair["left"] < people and pair["right"] < people
    assert sum(report["histogram"]) <= report["compared"] or not report["compared"]
    return report


def check_csv(path, report):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["pair"] for row in rows] == [pair["key"] for pair in report["pairs"]]
    for row, pair in zip(rows, report["pairs"]):
        assert None not in row, "a row with more cells than the header"
        assert abs(float(row["probability"]) - pair["probability"]) < 1e-3
        for name, cell in row.items():
            ours = name.endswith(("_surprise", "_contribution"))
            assert ours or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), f"{name}: {cell}"


def main():
    schema = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    with tempfile.TemporaryDirectory(prefix="assay-report-") as name:
        subprocess.run([sys.argv[1], name], check=True)
        stems = [path.with_suffix("") for path in sorted(Path(name).glob("*.json"))]
        assert len(stems) == 3, stems
        for stem in stems:
            report = check_json(stem.with_suffix(".json").read_text(encoding="utf-8"), schema)
            check_csv(stem.with_suffix(".csv"), report)
            page = Page()
            page.feed(stem.with_suffix(".html").read_text(encoding="utf-8"))
            page.close()
            assert not page.open and page.scripts == 2, (page.open, page.scripts)


if __name__ == "__main__":
    main()
