#!/usr/bin/env python3
"""Proves that every submission of a task compiles and answers the task's tests: behaviour.py ASSAY TASK [SUBMISSION…]

Programs run in the grader's sandboxes. Exit code 77: an image of a language that the task needs is not built here.
"""
import pathlib
import subprocess
import sys

import disguise

AT_ONCE = 24  # submissions of one call: a failure is then near its name in the output


def built(assay, language):
    lines = subprocess.run([assay, "languages"], capture_output=True, text=True, check=True).stdout.splitlines()
    return any(line.split()[0] == language and " yes " in line for line in lines[1:])


def languages(task):
    for line in (task / "assignment.yaml").read_text().splitlines():
        if line.startswith("languages:"):
            return line.split("[")[1].rstrip("]").split(", ")
    sys.exit(f"{task}/assignment.yaml: no languages")


def main():
    assay, task = pathlib.Path(sys.argv[1]).resolve(), disguise.CORPUS / sys.argv[2]
    missing = [name for name in languages(task) if not built(assay, name)]
    if missing:
        print(f"no image of {', '.join(missing)} here: assay-images build")
        return 77
    names, faults = sys.argv[3:] or disguise.submissions(task), 0
    for at in range(0, len(names), AT_ONCE):
        part = [str(task / name) for name in names[at:at + AT_ONCE]]
        done = subprocess.run([assay, "grade", str(task), *part], capture_output=True, text=True, check=False)
        # Nothing is expected of a submission that is named: 0 says that all were accepted.
        if done.returncode != 0:
            faults += 1
            print(done.stdout + done.stderr)
    print(f"{task.name}: {len(names)} submissions" + (", not all accepted" if faults else ", all accepted"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
