def smaller(m):
    if str(m)[0] == "5":
        return m // 5 * 2
    return m // 2


def output(rest):
    m = 200
    while rest > 0:
        if rest >= m:
            print(rest // m, "x", m)
            rest = rest % m
        m = smaller(m)


cost, money = input().split()
rest = int(money) - int(cost)
if rest < 0:
    print("not enough")
elif rest == 0:
    print("exact")
output(rest)
