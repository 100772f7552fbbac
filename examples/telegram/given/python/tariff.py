def price_of_a_word():
    with open("tariff.txt") as tariff:
        return int(tariff.read())
