import sys

counts = {}
longest = ""
number = 0


def take(word):
    global longest, number
    number = number + 1
    if word in counts:
        counts[word] = counts[word] + 1
    else:
        counts[word] = 1
    if len(longest) < len(word):
        longest = word


def letters(line):
    result = ""
    for sign in line:
        if sign.isascii() and sign.isalpha():
            result += sign
        else:
            result += " "
    return result


def best(places):
    pairs = []
    for word in counts:
        pairs.append((-counts[word], word))
    pairs = sorted(pairs)
    return pairs[0:places]


line = sys.stdin.readline()
while line != "":
    for word in letters(line.lower()).split():
        take(word)
    line = sys.stdin.readline()
print("words: " + str(number))
print("different: " + str(len(counts)))
for minus, word in best(3):
    print(word + " " + str(-minus))
print("longest: " + longest)
