"""courier.py INPUT ANSWER FEEDBACK_DIR < output: makes the input of the second pass from the output of the first."""
import os
import re
import sys

ACCEPTED, WRONG = 42, 43
feedback = sys.argv[3]
output = sys.stdin.read().rstrip("\n")
memory = os.path.join(feedback, "message.txt")  # what this folder holds stays from pass to pass


def reject(why):
    for name in ("judgemessage.txt", "teammessage.txt"):
        with open(os.path.join(feedback, name), "w") as message:
            message.write(why + "\n")
    sys.exit(WRONG)


if os.path.exists(memory):
    with open(memory) as original:
        if original.read() != output:
            reject("the second spy read something else")
    os.unlink(memory)
    sys.exit(ACCEPTED)

with open(sys.argv[1]) as first:
    message = first.read().split("\n")[1]
if not re.fullmatch("[01]+", output):
    reject("the courier carries the digits 0 and 1 only, on one line")
if len(output) > 8 * len(message):
    reject(f"{len(output)} digits are too heavy for a message of {len(message)} characters")
with open(memory, "w") as original:
    original.write(message)
with open(os.path.join(feedback, "nextpass.in"), "w") as second:
    second.write(f"decode\n{output}\n")
sys.exit(ACCEPTED)
