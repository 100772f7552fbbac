"""asked.py INPUT NOTES ANSWER: the right room, with at most as many pairs of questions as the answer says."""
import sys

with open(sys.argv[2]) as notes, open(sys.argv[3]) as answer:
    asked, result = notes.read().split()
    most = 2 * int(answer.read())
if result != "found":
    print("another room is quieter", file=sys.stderr)
    sys.exit(1)
if int(asked) > most:
    print(f"{asked} questions woke everybody up; {most} are enough", file=sys.stderr)
    sys.exit(1)
print(f"found with {asked} questions", file=sys.stderr)
