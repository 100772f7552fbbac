n = int(input())
cards = list(map(int, input().split()))
for end in range(n - 1, 0, -1):
    for i in range(end):
        if cards[i] > cards[i + 1]:
            cards[i], cards[i + 1] = cards[i + 1], cards[i]
print(*cards)
