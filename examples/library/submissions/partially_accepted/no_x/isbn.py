digits = [int(digit) for digit in input() if digit.isdigit()]
print("yes" if len(digits) == 10 and sum(d * w for d, w in zip(digits, range(10, 0, -1))) % 11 == 0 else "no")
