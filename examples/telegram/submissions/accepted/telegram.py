import sys

from tariff import price_of_a_word

with open("telegram.txt") as telegram, open("bill.txt", "w") as bill:
    words = len(telegram.read().split())
    cost = words * price_of_a_word() * (2 if "--express" in sys.argv else 1)
    bill.write(f"words {words}\ncost {cost}\n")
