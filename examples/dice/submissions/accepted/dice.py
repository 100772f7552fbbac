import random

n = int(input())
if n < 0:
    print("Thank you, but dice do not roll backwards.")
for _ in range(n):
    print("roll:", random.randint(1, 6))
