import money


class Account:
    balance = 0

    def deposit(self, amount):
        self.balance += money.check(amount)

    def withdraw(self, amount):
        if money.check(amount) > self.balance:
            raise ValueError("there is not that much")
        self.balance -= amount

    def transfer(self, amount, other):
        self.withdraw(amount)
        other.deposit(amount)  # and if this fails?
