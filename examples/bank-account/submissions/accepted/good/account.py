import money


class Account:
    def __init__(self):
        self._cents = 0

    @property
    def balance(self):
        return self._cents

    def deposit(self, amount):
        self._cents += money.check(amount)

    def withdraw(self, amount):
        if money.check(amount) > self._cents:
            raise ValueError("there is not that much")
        self._cents -= amount

    def transfer(self, amount, other):
        self.withdraw(amount)
        try:
            other.deposit(amount)
        except ValueError:
            self._cents += amount
            raise
