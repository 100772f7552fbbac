letters = [c for c in input().lower() if c.isalnum()]
while len(letters) != 1:
    if letters.pop(0) != letters.pop():  # two are taken; at last one is left, or none
        print("no")
        break
else:
    print("yes")
