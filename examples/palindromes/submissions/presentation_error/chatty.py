letters = [c for c in input().lower() if c.isalnum()]
print()  # an empty line looks nicer
print("yes" if letters == letters[::-1] else "no")
