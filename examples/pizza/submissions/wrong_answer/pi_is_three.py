diameter, price = map(float, input().split())
print("infinity" if price == 0 else 3.14 * (diameter / 2) ** 2 / price)
