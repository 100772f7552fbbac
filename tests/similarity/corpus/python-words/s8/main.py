import sys


def clean(word):
    result = ""
    for ch in word:
        if ch.isalpha():
            result += ch
        else:
            result += " "
    return result.lower().split()


def count_words(words):
    d = {}
    for w in words:
        d.setdefault(w, 0)
        d[w] += 1
    return d


def insert_into_top(top, word, number):
    """top is always sorted and has at most 3 entries"""
    i = 0
    while i < len(top):
        if number > top[i][1]:
            break
        if number == top[i][1] and word < top[i][0]:
            break
        i += 1
    top.insert(i, (word, number))
    if len(top) > 3:
        top.pop()


def main():
    words = []
    for chunk in sys.stdin.read().split():
        words.extend(clean(chunk))
    d = count_words(words)
    print("words:", len(words))
    print("different:", len(d))
    top = []
    for w in d:
        insert_into_top(top, w, d[w])
    for entry in top:
        print(entry[0], entry[1])
    best = words[0]
    for w in words[1:]:
        if len(w) > len(best):
            best = w
    print("longest:", best)


main()
