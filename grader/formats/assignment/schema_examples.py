#!/usr/bin/env python3
"""schema_examples.py SCHEMA EXAMPLES: validates each EXAMPLES/*/assignment.yaml as an editor does.

The schema itself must be valid too, and it must refuse what the grader refuses: a misspelt key, a wrong type, a missing
key.
"""
import json
import re
import sys
from pathlib import Path

import jsonschema
import yaml


class Yaml12Loader(yaml.SafeLoader):
    """Words as in YAML 1.2: yes is a text, and a date is a text."""


Yaml12Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}
Yaml12Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789"))

REFUSED = [
    "title: a\ntests: tests/*.in\nscorring: sum",
    "tests: tests/*.in",
    "title: a\ntests: tests/*.in\nattempts: many",
    "title: a\ntests: [{input: 1, anwser: 2}]",
    "title: a\ngroups: [{scoring: best, tests: tests/*.in}]",
    "title: a\nlimits: {time: fast}\ntests: tests/*.in",
    "title: a\nstyle: 3",
]


def main():
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = []
    files = sorted(Path(sys.argv[2]).glob("*/assignment.yaml"))
    for file in files:
        document = yaml.load(file.read_text(encoding="utf-8"), Yaml12Loader)
        for error in validator.iter_errors(document):
            deepest = jsonschema.exceptions.best_match([error])
            faults.append(f"{file}: {'/'.join(map(str, deepest.absolute_path))}: {deepest.message[:300]}")
    for text in REFUSED:
        if validator.is_valid(yaml.load(text, Yaml12Loader)):
            faults.append(f"the schema accepts what the grader refuses: {text!r}")
    print("\n".join(faults) or f"{len(files)} files are valid")
    sys.exit(1 if faults or not files else 0)


if __name__ == "__main__":
    main()
