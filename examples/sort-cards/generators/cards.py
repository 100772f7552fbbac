"""cards.py N: N shuffled numbers."""
import random
import sys

n = int(sys.argv[1])
cards = list(range(n))
random.Random(n).shuffle(cards)
print(n)
print(*cards)
