input()
coins = sorted(map(int, input().split()), reverse=True)
amount = int(input())
paid = []
for coin in coins:
    paid += [coin] * (amount // coin)
    amount %= coin
print(*paid)
