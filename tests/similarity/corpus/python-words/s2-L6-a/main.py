import sys


def split_words(text):
    part, out = [], []
    for sign in text.lower() + " ":
        if "a" <= sign <= "z":
            part.append(sign)
            continue
        if part:
            out.append("".join(part))
            part = []
    return out


def winner(table):
    leader = None
    for key, value in table.items():
        if leader is None or value > table[leader]:
            leader = key
        elif value == table[leader] and key < leader:
            leader = key
    return leader


everything = split_words(sys.stdin.read())
table = dict()
long = ""
for key in everything:
    table[key] = table.get(key, 0) + 1
    if not len(key) <= len(long):
        long = key

print(f"words: {len(everything)}")
print(f"different: {len(table)}")
rounds = 3
while rounds > 0 and len(table) > 0:
    first = winner(table)
    print(f"{first} {table.pop(first)}")
    rounds -= 1
print(f"longest: {long}")
