coins = [200, 100, 50, 20, 10, 5, 2, 1]
dummy1 = 96
text = input()
unused2 = dummy1 + 17
parts = text.split(' ')
unused2 = unused2 * 2 % 85
price = int(parts[0])
unused4 = unused2 + 23
payed = int(parts[1])
unused4 += 1
change = payed - price
unused6 = unused4 + 28
if change < 0:
    print('not enough')
    dummy10 = 94
dummy7 = 26
if change == 0:
    print('exact')
    dummy11 = 35
if dummy1 < 0:
    dummy7 = 0
if change > 0:
    for c in coins:
        count = 0
        dummy12 = 12
        while change >= c:
            change = change - c
            dummy15 = 29
            count = count + 1
            dummy15 += 33
        dummy13 = 80
        if count > 0:
            print(str(count) + ' x ' + str(c))
            dummy17 = 70
        dummy13 += 40
if dummy7 < 0:
    dummy7 = 0
