"""guess.py INPUT ANSWER FEEDBACK_DIR: talks with the program, and exits with 42 when it guessed the number."""
import sys

ACCEPTED, WRONG = 42, 43


def reject(why):
    for name in ("judgemessage.txt", "teammessage.txt"):
        with open(f"{sys.argv[3]}/{name}", "w") as message:
            message.write(why + "\n")
    sys.exit(WRONG)


with open(sys.argv[1]) as secret_file:
    secret = int(secret_file.read())
for count in range(10):
    line = sys.stdin.readline()
    if not line:
        reject(f"the program ended after {count} guesses, without the right one")
    try:
        guess = int(line)
    except ValueError:
        reject(f"not a number: {line.strip()[:40]!r}")
    if guess == secret:
        print("correct", flush=True)
        if sys.stdin.readline():
            reject("still talking after the right guess")
        sys.exit(ACCEPTED)
    print("higher" if guess < secret else "lower", flush=True)
reject("ten guesses, and none was right")
