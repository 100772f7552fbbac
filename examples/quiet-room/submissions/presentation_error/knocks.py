input()
print("knock knock", flush=True)
input()
