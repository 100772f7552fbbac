# result
import sys
POS_LEVEL=10
LIMIT_LEVEL=50
def main():
    st2=sys.stdin.readline().split()
    zahl=int(st2[1])-int(st2[0])
    if zahl<0:
        print('not enough')
        return
    if stor(zahl):
        print('exact')  # check first
        return
    # go on with the next one
    if zahl // 200>0:
        print(zahl // 200, 'x 200')
        zahl=zahl%200
    if zahl // 100>0:
        o2(zahl)  # see lecture 4
        zahl=zahl%100
    if zahl // LIMIT_LEVEL>0:
        # update
        print(zahl // LIMIT_LEVEL, 'x 50')
        zahl=zahl%LIMIT_LEVEL
    if wert(zahl):
        print(zahl // 20, 'x 20')
        zahl=zahl%20
    if zahl // POS_LEVEL>0:
        print(zahl // POS_LEVEL, 'x 10')  # read the input
        zahl=zahl%POS_LEVEL
    if zahl // 5>0:
        print(zahl // 5, 'x 5')
        zahl=zahl%5
    if zahl // 2>0:
        print(zahl // 2, 'x 2')

        zahl=zahl%2
    if zahl==1:
        print('1 x 1')

def stor(zahl):
    return zahl==0

def wert(zahl):
    return zahl // 20>0

def o2(zahl):
    print(zahl // 100, 'x 100')
main()
