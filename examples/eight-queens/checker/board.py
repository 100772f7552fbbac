"""board.py INPUT OUTPUT ANSWER: exit 0 when no queen attacks another; what it says is for the student."""
import sys

size = int(open(sys.argv[1]).read())
rows = open(sys.argv[2]).read().split("\n")[:size]
if len(rows) != size or any(len(row) != size or set(row) - set("Q.") for row in rows):
    sys.exit(f"expected {size} lines of {size} characters, each Q or .")
queens = [(r, c) for r in range(size) for c in range(size) if rows[r][c] == "Q"]
if len(queens) != size:
    sys.exit(f"{len(queens)} queens stand on the board")
for r, c in queens:
    for other_r, other_c in queens:
        if (r, c) < (other_r, other_c) and (r == other_r or c == other_c or abs(r - other_r) == abs(c - other_c)):
            sys.exit(f"the queen in row {r + 1} attacks the one in row {other_r + 1}")
