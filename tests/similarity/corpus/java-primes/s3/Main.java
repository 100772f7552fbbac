import java.util.BitSet;
import java.util.Scanner;
import java.util.StringJoiner;

/** Sieve of Eratosthenes; everything else is looked up. */
public class Main {
    private static final int LIMIT = 1_000_100;

    public static void main(String[] args) {
        BitSet composite = new BitSet(LIMIT);
        for (int i = 2; i < LIMIT; i = composite.nextClearBit(i + 1)) {
            for (long j = (long) i * i; j < LIMIT; j += i) {
                composite.set((int) j);
            }
        }
        int n = new Scanner(System.in).nextInt();
        StringJoiner product = new StringJoiner(" * ");
        int left = n;
        for (int p = 2; p <= left; p = composite.nextClearBit(p + 1)) {
            int e = 0;
            for (; left % p == 0; left /= p) {
                e++;
            }
            if (e == 1) {
                product.add(String.valueOf(p));
            } else if (e > 1) {
                product.add(p + "^" + e);
            }
        }
        System.out.println(product);
        System.out.println(composite.get(n) ? "composite" : "prime");
        System.out.println(composite.nextClearBit(n + 1));
    }
}
