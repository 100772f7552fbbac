import math

diameter, price = map(float, input().split())
print("infinity" if price == 0 else math.pi * (diameter / 2) ** 2 / price)
