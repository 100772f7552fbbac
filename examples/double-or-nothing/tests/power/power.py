stake, chance, rounds = input().split()
print(float(stake) * (2 * float(chance)) ** int(rounds))
