import sys

today = int(input())
out = [(int(day), title) for title, day in map(str.split, sys.stdin)]
overdue = [title for day, title in sorted(out) if day < today]
print("\n".join(overdue or ["nothing"]))
