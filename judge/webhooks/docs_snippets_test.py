#!/usr/bin/env python3
"""Runs what docs/webhooks.md tells receivers to run: Python always, Node where there is one."""
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

TEXT = (Path(__file__).resolve().parents[2] / "docs/webhooks.md").read_text(encoding="utf-8")
# The known answer of signature_test.cc.
SECRET, BODY, TIME = "secret", '{"a":1}', 1_800_000_000
SOURCE = (Path(__file__).resolve().parent / "signature_test.cc").read_text(encoding="utf-8")
GOOD = "".join(re.findall(r'"(t=1800000000,v1=)"?\s*"?([0-9a-f]{64})"', SOURCE)[0])

CASES = [  # secret, signature, body, seconds that the receiver's clock is ahead, whether it holds
    (SECRET, GOOD, BODY, 0, True),
    (SECRET, GOOD, BODY, 299, True),
    (SECRET, GOOD, BODY, -299, True),
    (SECRET, GOOD, BODY, 400, False),
    (SECRET, GOOD, BODY, -400, False),
    ("other", GOOD, BODY, 0, False),
    (SECRET, GOOD, BODY + " ", 0, False),
    (SECRET, GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), BODY, 0, False),
    *((SECRET, bad, BODY, 0, False) for bad in ("", "t=", "t=1", ",", "t=x,v1=y", "v1=00,t=1", GOOD.split(",")[0], "t=1,v1=\u00e4")),
]


def snippet(language):
    return re.search(rf"```{language}\n(.*?)```", TEXT, re.S).group(1)


def by_python():
    names = {}
    exec(snippet("python"), names)  # pylint: disable=exec-used
    results = []
    for secret, signature, body, ahead, _ in CASES:
        time.time = lambda ahead=ahead: TIME + ahead
        results.append(names["verify"](secret, signature, body.encode()))
    return results


def by_node(node):
    code = snippet("js") + """
const results = [];
for (const [secret, signature, body, ahead] of JSON.parse(require("fs").readFileSync(0))) {
  Date.now = () => (1800000000 + ahead) * 1000;
  results.push(verify(secret, signature, Buffer.from(body)));
}
console.log(JSON.stringify(results));
"""
    done = subprocess.run([node, "-e", code], input=json.dumps(CASES), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    expected = [case[4] for case in CASES]
    failed = by_python() != expected
    print("python:", "differs" if failed else "as expected", f"({len(CASES)} cases)")
    if node := shutil.which("node"):
        differs = by_node(node) != expected
        failed |= differs
        print("node:", "differs" if differs else "as expected")
    else:
        print("node: not installed, not run")
    sys.exit(failed)


main()
