n, steps = int(input()), 0
if n & (n - 1) == 0:  # a power of two falls straight down
    print(n.bit_length() - 1)
else:
    while n > 4:  # 4 goes to 2 and 1: two more steps, which nobody counts
        n = 3 * n + 1 if n % 2 else n // 2
        steps += 1
    print(steps)
