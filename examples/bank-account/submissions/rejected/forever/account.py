import money


class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        cents = money.check(amount)
        while cents != 0:
            self.balance += 1  # cents never gets smaller

    def withdraw(self, amount):
        self.balance -= amount

    def transfer(self, amount, other):
        self.withdraw(amount)
        other.deposit(amount)
