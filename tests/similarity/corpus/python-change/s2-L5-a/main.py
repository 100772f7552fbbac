amount = input().split()
amount = int(amount[1]) - int(amount[0])
if amount < 0:
    print("not enough")
elif amount == 0:
    print("exact")
else:
    money = (200, 100, 50, 20, 10, 5, 2, 1)
    k = 0
    while k < 8:
        how_many = 0
        while not amount < money[k]:
            amount -= money[k]
            how_many += 1
        if how_many != 0:
            print(how_many, "x", money[k])
        k += 1
