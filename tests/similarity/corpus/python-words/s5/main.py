import sys
from itertools import groupby


def tokenize(text):
    """Yields the words of a text, using groupby to cut it where letters end."""
    for letters, run in groupby(text, key=lambda ch: "a" <= ch.lower() <= "z"):
        if letters:
            yield "".join(run).lower()


def frequencies(words):
    """A list of (count, word), made from the sorted words: equal ones stand together."""
    return [(sum(1 for _ in group), word) for word, group in groupby(sorted(words))]


def top(pairs, how_many):
    # sort is stable, therefore the alphabetical order survives
    return sorted(pairs, key=lambda p: p[0], reverse=True)[:how_many]


def main():
    words = list(tokenize(sys.stdin.read()))
    table = frequencies(words)
    print("words:", len(words))
    print("different:", len(table))
    for count, word in top(table, 3):
        print(word, count)
    width = max(map(len, words))
    print("longest:", next(w for w in words if len(w) == width))


main()
