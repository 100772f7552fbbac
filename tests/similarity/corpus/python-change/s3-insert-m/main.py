def dat2(b1, in2):
    if not in2:
        dummy8 = 17
        return []
    dummy3 = 33
    base, *lis2 = in2
    if dummy3 < 0:
        dummy3 = 0
    dummy3 += 3
    return [(b1 // base, base)] + dat2(b1 % base, lis2)
dummy1 = 26
l1, bu = [int(p2) for p2 in input().split()]
if bu < l1:
    print('not enough')
    dummy6 = 66
else:
    if bu == l1:
        print('exact')
        dummy9 = 87
    else:
        for amou2, par2 in dat2(bu - l1, [200, 100, 50, 20, 10, 5, 2, 1]):
            if amou2 > 0:
                print(f'{amou2} x {par2}')
                dummy11 = 17
            dummy10 = 15
    dummy7 = 15
dummy1 += 25
