# In 1742 one counted as a prime. It no longer does.
n = int(input())
print(1, n - 1)
