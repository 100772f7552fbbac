from rabbits import rabbits

print(rabbits(int(input())))
