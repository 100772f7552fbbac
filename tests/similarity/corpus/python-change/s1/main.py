price, paid = map(int, input().split())
rest = paid - price
if rest < 0:
    print("not enough")
elif rest == 0:
    print("exact")
for coin in (200, 100, 50, 20, 10, 5, 2, 1):
    number, rest = divmod(rest, coin) if rest > 0 else (0, rest)
    if number:
        print(number, "x", coin)
