class ChangeMachine:
    coins = "200 100 50 20 10 5 2 1".split()

    def __init__(self, price):
        self.price = price

    def pay(self, money):
        if money < self.price:
            return "not enough"
        out = ""
        left = money - self.price
        i = 0
        while left > 0:
            c = int(self.coins[i])
            i = i + 1
            if left < c:
                continue
            out = out + str(left // c) + " x " + str(c) + "\n"
            left = left - left // c * c
        return out or "exact"


numbers = input().split()
machine = ChangeMachine(int(numbers[0]))
print(machine.pay(int(numbers[1])))
