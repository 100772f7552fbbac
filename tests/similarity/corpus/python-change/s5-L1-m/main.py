import sys
def main():
        data = sys.stdin.readline().split()
        money = int(data[1]) - int(data[0])
        if money < 0:
                print('not enough')
                return
        if money == 0:
                print('exact')
                return
        if money // 200 > 0:
                print(money // 200, 'x 200')

                money = money % 200
        if money // 100 > 0:
                print(money // 100, 'x 100')
                money = money % 100
        if money // 50 > 0:
                print(money // 50, 'x 50')
                money = money % 50
        if money // 20 > 0:
                print(money // 20, 'x 20')
                money = money % 20
        if money // 10 > 0:
                print(money // 10, 'x 10')

                money = money % 10
        if money // 5 > 0:
                print(money // 5, 'x 5')
                money = money % 5
        if money // 2 > 0:
                print(money // 2, 'x 2')
                money = money % 2
        if money == 1:
                print('1 x 1')
main()
