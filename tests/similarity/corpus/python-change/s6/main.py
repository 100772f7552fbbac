from collections import Counter

COINS = [1, 2, 5, 10, 20, 50, 100, 200]


def give(amount):
    drawer = Counter()
    while amount:
        coin = max(c for c in COINS if c <= amount)
        drawer[coin] += 1
        amount -= coin
    return drawer


price, paid = (int(n) for n in input().split())
if paid < price:
    print("not enough")
elif not give(paid - price):
    print("exact")
else:
    for coin, n in sorted(give(paid - price).items(), reverse=True):
        print("%d x %d" % (n, coin))
