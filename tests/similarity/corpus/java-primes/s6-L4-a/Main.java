import java.util.Scanner;

public class Main {
    static int[] howOften = new int[1000001];

    static boolean isPrime(int x) {
        for (int k = 2; k < x; k++) {
            if (x % k == 0) {
                return false;
            }
        }
        return true;
    }

    static void printOne(int k, boolean first) {
        if (first == false) {
            System.out.print(" * ");
        }
        System.out.print(k);
        if (howOften[k] >= 2) {
            System.out.print("^" + howOften[k]);
        }
    }

    static int nextPrime(int x) {
        x = x + 1;
        while (isPrime(x) == false) {
            x = x + 1;
        }
        return x;
    }

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int x = sc.nextInt();
        int rest = x;
        int k = 2;
        while (k <= rest) {
            if (rest % k == 0) {
                howOften[k]++;
                rest = rest / k;
            } else {
                k = k + 1;
            }
        }
        boolean first = true;
        for (k = 0; k < howOften.length; k++) {
            if (howOften[k] > 0) {
                printOne(k, first);
                first = false;
            }
        }
        System.out.println();
        if (howOften[x] == 1) System.out.println("prime");
        else System.out.println("composite");
        System.out.println(nextPrime(x));
    }
}
