n, steps = int(input()), 0
while n != 0:
    n = 3 * n + 1 if n % 2 else n // 2
    steps += 1
print(steps)
