letters = [c for c in input().lower() if c.isalnum()]
print("yes" if letters == letters[::-1] else "no")
