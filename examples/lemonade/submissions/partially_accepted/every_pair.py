# Adds up from each day on: n² steps, enough for a thousand days.
n = int(input())
profits = list(map(int, input().split()))
best = profits[0]
for first in range(n):
    total = 0
    for last in range(first, n):
        total += profits[last]
        if total > best:
            best = total
print(best)
