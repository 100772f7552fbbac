import math

diameter, price = map(float, input().split())
print(math.pi * (diameter / 2) ** 2 / price)
