import java.util.Scanner;

public class Main {
    record Power(int prime, int times) {
        @Override
        public String toString() {
            return times > 1 ? prime + "^" + times : Integer.toString(prime);
        }
    }

    static Power largestPower(int n, int p) {
        int times = 0;
        while (n % p == 0) {
            n = n / p;
            times += 1;
        }
        return new Power(p, times);
    }

    static int nextPrime(int after) {
        candidates:
        for (int candidate = after + 1; ; candidate++) {
            for (int d = 2; d * d <= candidate; d++)
                if (candidate % d == 0)
                    continue candidates;
            return candidate;
        }
    }

    public static void main(String... ignored) {
        int n = new Scanner(System.in).nextInt();
        String line = "";
        // only primes up to n can be factors, so we walk from prime to prime
        for (int p = 2, m = n; m > 1; p = nextPrime(p)) {
            Power power = largestPower(m, p);
            if (power.times() == 0) continue;
            line += (line.isEmpty() ? "" : " * ") + power;
            m /= (int) Math.pow(p, power.times());
        }
        System.out.println(line);
        System.out.println(nextPrime(n - 1) == n ? "prime" : "composite");
        System.out.println(nextPrime(n));
    }
}
