# Programming 1, exercise 5: words

def is_letter(c):
    return (c >= "a" and c <= "z") or (c >= "A" and c <= "Z")


def read_all_lines():
    lines = []
    while True:
        try:
            line = input()
            lines.append(line)
        except EOFError:
            return lines


def get_words(line):
    # goes throught the line character by character
    words = []
    current = ""
    for c in line:
        if is_letter(c):
            current = current + c.lower()
        else:
            if current != "":
                words.append(current)
            current = ""
    # dont forget the last word!!
    if current != "":
        words.append(current)
    return words


all_words = []
for line in read_all_lines():
    for w in get_words(line):
        all_words.append(w)

# count them in a dictionairy
counter = {}
for w in all_words:
    if w in counter:
        counter[w] = counter[w] + 1
    else:
        counter[w] = 1

print("words: " + str(len(all_words)))
print("different: " + str(len(counter)))

# find three times the biggest one
for i in range(3):
    best = ""
    best_count = 0
    for w in counter:
        if counter[w] > best_count or (counter[w] == best_count and w < best):
            best = w
            best_count = counter[w]
    if best_count > 0:
        print(best + " " + str(best_count))
        del counter[best]

longest = ""
for w in all_words:
    if len(w) > len(longest):
        longest = w
print("longest: " + longest)
