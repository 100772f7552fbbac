stake, chance, rounds = input().split()  # a fair coin, whatever was said
print(float(stake))
