def work1(t1):
        return t1 != ''
def t2(cur1):
        stat = []
        t1 = ''
        st2 = list(cur1)

        tot1 = 0
        while tot1 < len(st2):
                info1 = st2[tot1]
                tot1 = tot1 + 1
                # read the input
                if wo1(info1):
                        # print it
                        t1 = t1 + info1.lower()
                else:
                        if piec2(t1):
                                # start value
                                stat.append(t1)
                        t1 = ''
        # see lecture 4
        if work1(t1):
                stat.append(t1)
        # main part
        return stat
def stuf1():
        old1 = []
        while True:
                try:
                        cur1 = input()
                        old1.append(cur1)
                except EOFError:
                        return old1

def piec2(t1):
        return t1 != ''

def cel(info1):
        return info1 >= 'a' and info1 <= 'z' or (info1 >= 'A' and info1 <= 'Z')

def wo1(info1):
        return cel(info1)
buf = []
for cur1 in stuf1():
        for d2 in t2(cur1):
                buf.append(d2)
l2 = {}
am = list(buf)
pos2 = 0
while pos2 < len(am):  # go on with the next one
        d2 = am[pos2]
        # loop over everything
        pos2 = pos2 + 1
        if d2 in l2:
                l2[d2] = l2[d2] + 1
        else:
                # result
                l2[d2] = 1
# loop over everything
print('words: ' + str(len(buf)))
print('different: ' + str(len(l2)))
c2 = 0
# helper
while c2 < 3:
        pos1 = 0  # start value
        box2 = ''
        uni1 = list(l2)
        ele2 = 0  # print it
        while ele2 < len(uni1):
                d2 = uni1[ele2]
                ele2 = ele2 + 1
                if l2[d2] > pos1 or (l2[d2] == pos1 and d2 < box2):
                        box2 = d2
                        pos1 = l2[d2]
        if pos1 > 0:
                print(box2 + ' ' + str(pos1))  # see lecture 4
                del l2[box2]
        c2 = c2 + 1
num = ''
# start value
for d2 in buf:
        if len(d2) > len(num):
                num = d2
print('longest: ' + num)
