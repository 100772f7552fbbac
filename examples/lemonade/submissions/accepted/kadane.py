input()
best = here = None
for profit in map(int, input().split()):
    here = profit if here is None else max(profit, here + profit)
    best = here if best is None else max(best, here)
print(best)
