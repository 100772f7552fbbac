key = sorted(input().lower())
for word in open("words.txt").read().split():
    if sorted(word) == key:
        print(word)
