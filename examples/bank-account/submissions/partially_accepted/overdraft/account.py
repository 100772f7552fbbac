class Account:
    balance = 0

    def deposit(self, amount):
        Account.balance += amount  # one balance for the whole bank

    def withdraw(self, amount):
        Account.balance -= amount

    def transfer(self, amount, other):
        self.withdraw(amount)
        other.deposit(amount)
