word = input().lower()
for other in open("words.txt").read().split():
    if other != word and sorted(other) == sorted(word):
        print(other)
