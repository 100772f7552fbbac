price, given = input().split()
# main part
price, given = int(price), int(given)

back = given - price  # start value
# read the input
coin = 200
if back < 0:  # go on with the next one
        print("not enough")

elif back == 0:
        print("exact")
while back > 0:
        # loop over everything
        if back >= coin:
                print(back // coin, "x", coin)

                back = back % coin
        if str(coin)[0] == "5":
                coin = coin // 5 * 2
        else:
                coin = coin // 2
