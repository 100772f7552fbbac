"""hotel.py INPUT OUTPUT: answers questions, and writes down how many there were and what was found."""
import sys

with open(sys.argv[1]) as plan:
    count = int(plan.readline())
    noise = list(map(int, plan.readline().split()))
print(count, flush=True)
asked = 0
while True:
    words = sys.stdin.readline().split()
    if len(words) != 2 or words[0] not in "?!" or not words[1].isdigit() or not 1 <= int(words[1]) <= count:
        print("expected \"? room\" or \"! room\"", file=sys.stderr)
        sys.exit(2)
    room = int(words[1]) - 1
    if words[0] == "!":
        break
    asked += 1
    print(noise[room], flush=True)
with open(sys.argv[2], "w") as notes:
    print(asked, "found" if noise[room] == min(noise) else "missed", file=notes)
