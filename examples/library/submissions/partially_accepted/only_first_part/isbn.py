def valid(isbn):
    digits = isbn.replace("-", "")
    if len(digits) != 10 or not digits[:9].isdigit() or not (digits[9].isdigit() or digits[9] == "X"):
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(weight * value for weight, value in zip(range(10, 0, -1), values)) % 11 == 0


print("yes" if valid(input()) else "no")
