task, text = input(), input()
print("".join(f"{ord(c):08b}" for c in text)) if task == "encode" else print(int(text, 3).decode())
