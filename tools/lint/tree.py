#!/usr/bin/env python3
"""Checks that hold for every file of the tree: size, unfinished-work markers, blanks at line ends, last newline."""
import re
import subprocess
import sys

MAX_LINES = 700
# Written in parts, so that this file passes its own check.
MARKERS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
# A table in a data file is as long as what it lists.
TABLE = re.compile(r"\.(yaml|yml)$")
# Text that we did not write, or data: not ours to shorten.
FOREIGN = re.compile(r"^LICENSE$|\.lock$|\.golden$|^tests/fuzz/corpus/|^tests/.*/(data|golden)/|\.patch$")
SOURCE = re.compile(r"\.(h|cc|c|py|sh|cmake|java|js|ts|yaml|yml|md)$|(^|/)CMakeLists\.txt$|^dev$|^\.ci/run$")


def tree_files():
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
                         capture_output=True, check=True).stdout
    return [name for name in out.decode("utf-8", "surrogateescape").split("\0") if name]


def faults(name, text):
    lines = text.split("\n")
    if len(lines) - 1 > MAX_LINES and not TABLE.search(name):
        yield f"{name}: {len(lines) - 1} lines, more than {MAX_LINES}: split it by what its parts do"
    for number, line in enumerate(lines, 1):
        if MARKERS.search(line):
            yield f"{name}:{number}: a marker of unfinished work; finish it or file an issue: {line.strip()[:80]}"
        if line.endswith((" ", "\t", "\r")) and not name.endswith(".md"):
            yield f"{name}:{number}: blanks at the end of the line"
    if text and not text.endswith("\n"):
        yield f"{name}: no newline at its end"


def main():
    count = 0
    for name in tree_files():
        if FOREIGN.search(name) or not SOURCE.search(name):
            continue
        try:
            with open(name, encoding="utf-8", newline="") as file:
                text = file.read()
        except FileNotFoundError:
            continue  # deleted, not committed yet
        except UnicodeDecodeError:
            if name.startswith("tests/"):
                continue
            print(f"{name}: not UTF-8")
            count += 1
            continue
        for fault in faults(name, text):
            print(fault)
            count += 1
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
