input()
input()
print("you owe", input(), "euros")
