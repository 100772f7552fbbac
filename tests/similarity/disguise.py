#!/usr/bin/env python3
"""Disguises programs by machine: the same seed gives the same text, and every result does what its original does.

  disguise.py make [TASK…]          writes the disguises and labels.csv of tasks below corpus/
  disguise.py check [TASK…]         says where what stands there is not what `make` would write
  disguise.py one FILE LEVEL SEED   prints one disguise of a program; LEVEL: L1 … L6, insert

README.md beside this file says how a task is laid out.
"""
import argparse
import csv
import io
import itertools
import pathlib
import random
import re
import sys
import zlib

import braces
import braces_changes
import python_changes

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
LEVELS = ("L1", "L2", "L3", "L4", "L5", "L6", "insert")
# ORIGINAL, or ORIGINAL-LEVEL-LETTER: of whom it is a copy. Letters from m on are made by the machine, others by hand.
NAME = re.compile(r"(?P<origin>s\d+)(-(?P<level>L[1-6]|insert|cross)-(?P<letter>[a-z]))?")
MACHINE = "mno"


def disguise_braces(source, level, rng):
    tree, number = braces.parse(source), LEVELS.index(level) + 1
    change = braces_changes
    if level == "insert":
        # As the attack is known: nothing but insertion, or with new names.
        if rng.random() < 0.5:
            change.rename(tree, rng)
        change.insert(tree, rng)
        return braces.show(tree)
    if number >= 3:
        change.swap_statements(tree, rng)
        change.constants(tree, rng)
    if number >= 4:
        change.extract(tree, rng)
    if number >= 3:
        change.shuffle_functions(tree, rng)
    if number >= 5:
        change.loops(tree, rng)
        change.steps(tree, rng)
    if number >= 6:
        change.flip(tree, rng)
        change.split(tree, rng)
        change.invert(tree, rng)
    if number >= 2:
        change.rename(tree, rng)
    change.comments(tree, rng)
    return braces.show(tree, change.layout(rng))


def disguise_python(source, level, rng):
    number, change = LEVELS.index(level) + 1, python_changes
    if level == "L1":
        text = change.comments(source, rng)
        if rng.random() < 0.5:
            text = change.show(change.without_documentation(change.parse(text)))
        return change.layout(text, rng)
    tree = change.without_documentation(change.parse(source))
    if level == "insert":
        if rng.random() < 0.5:
            change.rename(tree, rng)
        change.insert(tree, rng)
        return change.show(tree)
    if number >= 3:
        change.swap_statements(tree, rng)
        change.constants(tree, rng)
    if number >= 4:
        change.extract(tree, rng)
    if number >= 3:
        change.shuffle_functions(tree, rng)
    if number >= 5:
        tree = change.Steps().visit(change.Loops(0.9, rng).visit(tree))
    if number >= 6:
        tree = change.Conditions(rng).visit(tree)
    change.rename(tree, rng)
    text = change.comments(change.show(tree), rng)
    return change.layout(text, rng)


def disguise(source, name, level, seed):
    """The text of a disguise of a program; `name` says by its ending which language it is."""
    rng = random.Random(seed)
    make = disguise_python if name.endswith(".py") else disguise_braces
    return make(source, level, rng)


def submissions(task):
    return sorted((f.name for f in task.iterdir() if f.is_dir() and NAME.fullmatch(f.name)), key=order)


def order(name):
    origin, _, rest = name.partition("-")
    return int(origin[1:]), rest


def plan(task):
    """The disguises that the machine makes: lines "ORIGINAL LEVEL" of machine.txt, "*" for every level."""
    result, seen = [], {}
    for line in (task / "machine.txt").read_text().splitlines():
        origin, levels = line.split()
        for level in LEVELS if levels == "*" else levels.split(","):
            letter = MACHINE[seen.get((origin, level), 0)]
            seen[origin, level] = seen.get((origin, level), 0) + 1
            result.append((origin, level, f"{origin}-{level}-{letter}"))
    return result


def wanted(task):
    """{path below the task: text} of all that the machine writes."""
    files, made = {}, []
    if (task / "machine.txt").is_file():
        for origin, level, name in plan(task):
            made.append(name)
            for file in sorted((task / origin).iterdir()):
                seed = zlib.crc32(f"{task.name}/{name}".encode())
                files[f"{name}/{file.name}"] = disguise(file.read_text(), file.name, level, seed)
    hand = [n for n in submissions(task) if NAME.fullmatch(n)["letter"] not in tuple(MACHINE)]
    files["labels.csv"] = labels(sorted(set(hand) | set(made), key=order))
    return files


def labels(names):
    """Original and copy; copies of different originals, and originals, are independent. Two copies of one original are
    not judged: how much they still have in common has no level."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("left", "right", "copied", "level"))
    for left, right in itertools.combinations(names, 2):
        one, two = NAME.fullmatch(left), NAME.fullmatch(right)
        if one["origin"] != two["origin"]:
            writer.writerow((left, right, 0, "independent"))
        elif not one["level"]:
            writer.writerow((left, right, 1, two["level"]))
    return out.getvalue()


def tasks(names):
    return [CORPUS / n for n in names] if names else sorted(f for f in CORPUS.iterdir() if f.is_dir())


def make(names):
    for task in tasks(names):
        files = wanted(task)
        for name in submissions(task):
            if NAME.fullmatch(name)["letter"] in tuple(MACHINE):
                for file in (task / name).iterdir():
                    file.unlink()
                (task / name).rmdir()
        for path, text in files.items():
            (task / path).parent.mkdir(exist_ok=True)
            (task / path).write_text(text)
        print(f"{task.name}: {len(submissions(task))} submissions, {files['labels.csv'].count(',1,')} copies")
    return 0


def check(names):
    faults = 0
    for task in tasks(names):
        files = wanted(task)
        expected = {p.split("/")[0] for p in files if "/" in p}
        for name in submissions(task):
            if NAME.fullmatch(name)["letter"] in tuple(MACHINE) and name not in expected:
                print(f"{task.name}/{name}: machine.txt does not ask for it")
                faults += 1
        for path, text in files.items():
            file = task / path
            if not file.is_file() or file.read_text() != text:
                print(f"{task.name}/{path}: not what disguise.py make writes")
                faults += 1
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["make", "check", "one"])
    parser.add_argument("rest", nargs="*")
    arguments = parser.parse_args()
    if arguments.verb == "one":
        file, level, seed = arguments.rest
        sys.stdout.write(disguise(pathlib.Path(file).read_text(), file, level, int(seed)))
        return 0
    return make(arguments.rest) if arguments.verb == "make" else check(arguments.rest)


if __name__ == "__main__":
    sys.exit(main())
