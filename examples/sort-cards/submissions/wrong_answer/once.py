n = int(input())
cards = list(map(int, input().split()))
for i in range(n - 1):  # one round brings one card home
    if cards[i] > cards[i + 1]:
        cards[i], cards[i + 1] = cards[i + 1], cards[i]
print(*cards)
