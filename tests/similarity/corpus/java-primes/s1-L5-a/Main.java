import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner input = new Scanner(System.in);
        long number = input.nextLong();
        String answer = "";
        long left = number;
        long divisor = 2;
        while (left > 1) {
            long exponent = 0;
            for (; left % divisor == 0; exponent++) {
                left = left / divisor;
            }
            if (exponent > 0) {
                if (answer.length() > 0) answer += " * ";
                answer += divisor;
                if (exponent > 1) answer += "^" + exponent;
            }
            divisor++;
        }
        System.out.println(answer);
        if (check(number)) System.out.println("prime");
        else System.out.println("composite");
        long next = number + 1;
        for (; !check(next); next++) {
        }
        System.out.println(next);
    }

    static boolean check(long number) {
        long t = 2;
        while (t * t <= number) {
            if (number % t == 0) return false;
            t++;
        }
        return true;
    }
}
