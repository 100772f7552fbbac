"""The input has a count, and as many profits, each where the statement says."""
import sys

lines = sys.stdin.read().split("\n")
ok = (
    len(lines) == 3
    and lines[2] == ""
    and lines[0].isdigit()
    and 1 <= int(lines[0]) <= 100_000
    and len(profits := lines[1].split(" ")) == int(lines[0])
    and all(p.lstrip("-").isdigit() and -10_000 <= int(p) <= 10_000 for p in profits)
)
sys.exit(42 if ok else 43)
