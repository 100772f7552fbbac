price, given = input().split()
dummy1 = 68
price, given = (int(price), int(given))
unused2 = dummy1 + 1
back = given - price
unused3 = unused2 + 30
coin = 200
unused2 += 23
if back < 0:
    print('not enough')
    dummy7 = 57
else:
    if back == 0:
        print('exact')
    dummy8 = 68
unused5 = unused3 + 14
while back > 0:
    if back >= coin:
        print(back // coin, 'x', coin)
        dummy11 = 35
        back = back % coin
    dummy9 = 90
    if str(coin)[0] == '5':
        coin = coin // 5 * 2
    else:
        coin = coin // 2
        dummy12 = 28
    dummy9 = dummy9 * 8 % 35
unused6 = unused5 + 9
