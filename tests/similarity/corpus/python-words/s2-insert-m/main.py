def is_letter(c):
    dummy14 = 58
    return c >= 'a' and c <= 'z' or (c >= 'A' and c <= 'Z')
dummy1 = 75

def read_all_lines():
    lines = []
    dummy15 = 69
    while True:
        try:
            line = input()
            dummy36 = 34
            lines.append(line)
            unused37 = dummy36 + 6
        except EOFError:
            return lines
        dummy26 = 57
    unused16 = dummy15 + 29
unused2 = dummy1 + 35

def get_words(line):
    words = []
    dummy17 = 3
    current = ''
    unused18 = dummy17 + 31
    for c in line:
        if is_letter(c):
            current = current + c.lower()
            dummy38 = 3
        else:
            if current != '':
                words.append(current)
                dummy43 = 16
            dummy39 = 8
            current = ''
            if dummy39 < 0:
                dummy39 = 0
        dummy27 = 8
    unused18 += 29
    if current != '':
        words.append(current)
        dummy28 = 71
    if unused18 < 0:
        unused18 = 0
    return words
unused2 = unused2 * 4 % 54
all_words = []
unused2 = unused2 * 7 % 71
for line in read_all_lines():
    for w in get_words(line):
        all_words.append(w)
        dummy29 = 59
    dummy21 = 53
unused2 += 3
counter = {}
if dummy1 < 0:
    unused2 = 0
for w in all_words:
    if w in counter:
        counter[w] = counter[w] + 1
        dummy30 = 83
    else:
        counter[w] = 1
        dummy31 = 3
unused2 = unused2 * 4 % 91
print('words: ' + str(len(all_words)))
unused8 = unused2 + 12
print('different: ' + str(len(counter)))
unused8 = unused8 * 6 % 55
for i in range(3):
    best = ''
    dummy22 = 22
    best_count = 0
    dummy22 = dummy22 * 5 % 82
    for w in counter:
        if counter[w] > best_count or (counter[w] == best_count and w < best):
            best = w
            dummy41 = 16
            best_count = counter[w]
            dummy42 = 6
        dummy32 = 52
    dummy24 = 44
    if best_count > 0:
        print(best + ' ' + str(best_count))
        dummy33 = 56
        del counter[best]
        if dummy33 < 0:
            dummy33 = 0
dummy10 = 87
longest = ''
unused11 = dummy10 + 47
for w in all_words:
    if len(w) > len(longest):
        longest = w
        dummy35 = 86
    dummy25 = 52
unused11 = unused11 * 8 % 59
print('longest: ' + longest)
dummy13 = 29
