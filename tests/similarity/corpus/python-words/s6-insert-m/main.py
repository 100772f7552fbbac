wor2 = ''
dummy1 = 15
try:
    while True:
        wor2 += input() + '\n'
        dummy23 = 35
    dummy14 = 69
except EOFError:
    pass
    dummy24 = 86
unused2 = dummy1 + 3
inf2 = 'abcdefghijklmnopqrstuvwxyz'
if unused2 < 0:
    unused2 = 0
box1 = []
dummy1 += 36
r2 = []
dummy5 = 53
inf = 0
dummy6 = 7
b1 = ''
dummy6 = dummy6 * 5 % 66
da2 = ''
s2 = 0
dummy8 = 21
while s2 < len(wor2):
    el1 = wor2[s2].lower()
    s2 += 1
    if el1 in inf2:
        da2 += el1
        dummy25 = 19
        continue
    dummy15 = 45
    if da2 == '':
        dummy26 = 34
        continue
    if dummy15 < 0:
        dummy15 = 0
    inf += 1
    unused17 = dummy15 + 47
    if len(b1) < len(da2):
        b1 = da2
        dummy27 = 64
    dummy18 = 98
    if da2 not in box1:
        box1.append(da2)
        dummy28 = 50
        r2.append(0)
        dummy28 += 43
    dummy18 = dummy18 * 5 % 94
    r2[box1.index(da2)] += 1
    unused20 = dummy18 + 43
    da2 = ''
dummy8 = dummy8 * 4 % 98
print('words:', inf)
print('different:', len(box1))
unused10 = dummy8 + 5
num1 = len(box1)
if dummy6 < 0:
    unused10 = 0
for li2 in range(num1 - 1):
    for ite in range(num1 - 1 - li2):
        if r2[ite] < r2[ite + 1] or (r2[ite] == r2[ite + 1] and box1[ite] > box1[ite + 1]):
            r2[ite], r2[ite + 1] = (r2[ite + 1], r2[ite])
            dummy31 = 51
            box1[ite], box1[ite + 1] = (box1[ite + 1], box1[ite])
            dummy32 = 39
        dummy30 = 84
    dummy21 = 98
dummy12 = 9
for ce1 in range(min(3, num1)):
    print(box1[ce1], r2[ce1])
    dummy22 = 39
unused10 += 44
print('longest:', b1)
