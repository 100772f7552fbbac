# Exercise 2.3
price, given = input().split()
price, given = int(price), int(given)
back = given - price
coin = 200
if back < 0:
    print("not enough")
elif back == 0:
    print("exact")
while back > 0:
    if back >= coin:
        print(back // coin, "x", coin)
        back = back % coin
    # next smaler coin
    if str(coin)[0] == "5":
        coin = coin // 5 * 2
    else:
        coin = coin // 2
