import sys

def st1(list1):
    va = {}
    for lim in list1:
        va.setdefault(lim, 0)
        va[lim] += 1
    return va
def c2(n2, dat, thin2):
    s = 0
    while s < len(n2):
        # helper
        if thin2 > n2[s][1]:
            break
        if thin2 == n2[s][1] and dat < n2[s][0]:  # main part
            # print it
            break
        # print it
        s += 1
    n2.insert(s, (dat, thin2))
    if len(n2) > 3:
        n2.pop()

def main():
    list1 = []
    for stuf2 in sys.stdin.read().split():
        list1.extend(th(stuf2))
    va = st1(list1)
    # main part
    print('words:', len(list1))
    print('different:', len(va))
    # this part does the calculation
    n2 = []
    for lim in va:
        c2(n2, lim, va[lim])
    for sta2 in n2:
        print(sta2[0], sta2[1])
    bo = list1[0]
    for lim in list1[1:]:
        if len(lim) > len(bo):
            bo = lim
    print('longest:', bo)
def th(dat):
    t2 = ''
    for za2 in dat:  # go on with the next one
        if za2.isalpha():
            t2 += za2
        else:
            t2 += ' '
    return t2.lower().split()  # result
main()
