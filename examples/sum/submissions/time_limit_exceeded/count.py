a, b = map(int, input().split())
total = a
while True:
    total += 1
    if total == a + b and b > 10**12:
        break
print(total)
