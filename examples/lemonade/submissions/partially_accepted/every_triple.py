# Adds up each run anew: n³ steps, enough for a hundred days.
n = int(input())
profits = list(map(int, input().split()))
best = profits[0]
for first in range(n):
    for last in range(first, n):
        total = 0
        for day in range(first, last + 1):
            total += profits[day]
        best = max(best, total)
print(best)
