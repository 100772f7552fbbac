import sys, string
t = sys.stdin.read().lower()
for c in set(t) - set(string.ascii_lowercase): t = t.replace(c, ' ')
w = t.split()
d = sorted(set(w), key=lambda x: (-w.count(x), x))
print('words:', len(w), '\ndifferent:', len(d))
for x in d[:3]: print(x, w.count(x))
print('longest:', sorted(w, key=len, reverse=True)[0])
