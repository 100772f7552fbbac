#!/usr/bin/env python3
"""One TASK folder through SIM (Debian: similarity-tester): sim.py TASK OUT [--each] writes left,right,score.

A pair's score is the larger of the two percentages that SIM prints. With --each every file is compared with
every other in isolation (sim -e): without it SIM credits a run to one other file only, which is quick but
leaves most pairs without a score. Languages that SIM has no tester for go through sim_text.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

TESTERS = {".java": "sim_java", ".cpp": "sim_c++", ".cc": "sim_c++", ".h": "sim_c++", ".hpp": "sim_c++", ".c": "sim_c",
           ".pas": "sim_pasc", ".dpr": "sim_pasc"}
LINE = re.compile(r"^(\S+) consists for (\d+) % of (\S+) material")


def joined_files(task, folder):
    """tester → files, one a submission."""
    classes = {}
    for number, submission in enumerate(sorted(p for p in task.iterdir() if p.is_dir() and p.name != "tests")):
        texts = {}
        for file in sorted(submission.iterdir()):
            tester = TESTERS.get(file.suffix, "sim_text")
            texts[tester] = texts.get(tester, b"") + file.read_bytes() + b"\n"
        for tester, text in texts.items():
            path = folder / f"{number}-{tester}"
            path.write_bytes(text)
            classes.setdefault(tester, {})[path.name] = submission.name
    return classes


def scores_of(tester, files, folder, each):
    command = [tester, "-p", "-T", "-t", "1", "-i"] + (["-e"] if each else [])
    done = subprocess.run(command, input="\n".join(files) + "\n", cwd=folder, capture_output=True, text=True,
                          errors="replace", check=False)
    if done.returncode != 0:
        print(f"sim.py: {tester}: {done.stderr.strip()[:200]}", file=sys.stderr)
    scores = {}
    for line in done.stdout.splitlines():
        found = LINE.match(line)
        if found and found[1] in files and found[3] in files:
            pair = tuple(sorted((files[found[1]], files[found[3]])))
            scores[pair] = max(scores.get(pair, 0), int(found[2]) / 100)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--each", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open(arguments.out, "w", encoding="utf-8") as out:
        folder = pathlib.Path(folder)
        out.write("left,right,score\n")
        for tester, files in joined_files(arguments.task, folder).items():
            for (left, right), score in scores_of(tester, files, folder, arguments.each).items():
                out.write(f"{left},{right},{score}\n")


if __name__ == "__main__":
    main()
