"""season.py --profits DAYS SEED: an input on stdout, its answer on stderr."""
import random
import sys

days, seed = int(sys.argv[2]), int(sys.argv[3])
weather = random.Random(seed)
profits = [weather.randint(-10_000, 10_000) for _ in range(days)]
print(days)
print(*profits)

best = here = profits[0]
for profit in profits[1:]:
    here = max(profit, here + profit)
    best = max(best, here)
print(best, file=sys.stderr)
