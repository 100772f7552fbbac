import random

for _ in range(int(input())):
    print("roll:", random.randint(1, 6))
