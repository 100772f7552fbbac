import java.util.ArrayList;
import java.util.Scanner;

public class Main {
    // checks if the number has no divisors
    public static boolean primeNumber(int number) {
        int divisors = 0;
        for (int d = 1; d <= number; d++) {
            if (number % d == 0) {
                divisors++;
            }
        }
        if (divisors == 2) {
            return true;
        }
        return false;
    }

    public static void main(String[] args) {
        Scanner scan = new Scanner(System.in);
        int number = scan.nextInt();
        ArrayList<Integer> factors = new ArrayList<Integer>();
        int copy = number;
        int d = 2;
        while (copy != 1) {
            if (copy % d == 0) {
                factors.add(d);
                copy = copy / d;
            } else {
                d++;
            }
        }
        // now equal factors must be put togehter
        String output = "";
        int pos = 0;
        while (pos < factors.size()) {
            int factor = factors.get(pos);
            int count = 0;
            while (pos < factors.size() && factors.get(pos) == factor) {
                count++;
                pos++;
            }
            if (!output.equals("")) {
                output = output + " * ";
            }
            output = output + factor;
            if (count != 1) {
                output = output + "^" + count;
            }
        }
        System.out.println(output);
        if (primeNumber(number)) {
            System.out.println("prime");
        } else {
            System.out.println("composite");
        }
        number = number + 1;
        while (!primeNumber(number)) {
            number = number + 1;
        }
        System.out.println(number);
    }
}
