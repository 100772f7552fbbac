input()
coins = list(map(int, input().split()))
amount = int(input())
last = [0] * (amount + 1)
fewest = [0] + [amount + 1] * amount
for value in range(1, amount + 1):
    for coin in coins:
        if coin <= value and fewest[value - coin] + 1 < fewest[value]:
            fewest[value], last[value] = fewest[value - coin] + 1, coin
paid = []
while amount > 0:
    paid.append(last[amount])
    amount -= last[amount]
print(*paid)
