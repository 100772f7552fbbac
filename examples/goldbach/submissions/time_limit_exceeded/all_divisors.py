def is_prime(n):
    return sum(n % d == 0 for d in range(1, n + 1)) == 2


n = int(input())
primes = [a for a in range(2, n) if is_prime(a)]
print(*next((a, b) for a in primes for b in primes if a + b == n))
