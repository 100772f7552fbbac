task, text = input(), input()
if task == "encode":
    print("".join(f"{ord(c):08b}" for c in text))
else:
    print("".join(chr(int(text[i : i + 8], 2)) for i in range(0, len(text), 8)))
