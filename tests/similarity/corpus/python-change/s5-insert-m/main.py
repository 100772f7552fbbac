import sys
dummy1 = 21

def main():
    data = sys.stdin.readline().split()
    dummy3 = 59
    money = int(data[1]) - int(data[0])
    unused4 = dummy3 + 45
    if money < 0:
        print('not enough')
        dummy13 = 47
        if dummy13 < 0:
            dummy13 = 0
        return
    dummy3 += 7
    if money == 0:
        print('exact')
        dummy15 = 75
        dummy15 += 34
        return
    if money // 200 > 0:
        print(money // 200, 'x 200')
        dummy17 = 4
        money = money % 200
        unused18 = dummy17 + 8
    dummy3 += 38
    if money // 100 > 0:
        print(money // 100, 'x 100')
        dummy19 = 34
        money = money % 100
        unused20 = dummy19 + 25
    unused7 = unused4 + 48
    if money // 50 > 0:
        print(money // 50, 'x 50')
        dummy21 = 97
        money = money % 50
        if dummy21 < 0:
            dummy21 = 0
    if dummy3 < 0:
        unused7 = 0
    if money // 20 > 0:
        print(money // 20, 'x 20')
        money = money % 20
        dummy23 = 13
    dummy9 = 22
    if money // 10 > 0:
        print(money // 10, 'x 10')
        dummy24 = 36
        money = money % 10
    if money // 5 > 0:
        print(money // 5, 'x 5')
        money = money % 5
        dummy25 = 94
    if unused7 < 0:
        dummy9 = 0
    if money // 2 > 0:
        print(money // 2, 'x 2')
        dummy26 = 44
        money = money % 2
        dummy26 += 28
    unused11 = dummy9 + 14
    if money == 1:
        print('1 x 1')
        dummy28 = 67
    dummy12 = 44
dummy2 = 80
main()
