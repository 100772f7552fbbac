import sys

# Words - my solution


def read_words():
    """reads the whole input and gives back its words in small letters"""
    found = []
    for piece in sys.stdin.read().split():
        only = "".join(letter if letter.isalpha() else " " for letter in piece)
        for part in only.lower().split():
            found.append(part)
    return found


def place_for(ranking, name, amount):
    for place in range(len(ranking)):
        other, other_amount = ranking[place]
        if amount > other_amount or (amount == other_amount and name < other):
            return place
    return len(ranking)


def best_three(table):
    ranking = []
    for name in table:
        amount = table[name]
        ranking.insert(place_for(ranking, name, amount), (name, amount))
        if len(ranking) > 3:
            ranking.pop()
    return ranking


def longest_of(found):
    answer = found[0]
    for name in found[1:]:
        if len(name) > len(answer):
            answer = name
    return answer


found = read_words()
table = {}
for name in found:
    table.setdefault(name, 0)
    table[name] += 1
print("words:", len(found))
print("different:", len(table))
for name, amount in best_three(table):
    print(name, amount)
print("longest:", longest_of(found))
