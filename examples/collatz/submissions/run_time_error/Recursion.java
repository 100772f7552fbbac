import java.util.Scanner;

public class Recursion {
  static long steps(long n) {
    return 1 + steps(n % 2 == 1 ? 3 * n + 1 : n / 2);  // and who stops it at 1?
  }

  public static void main(String[] args) {
    System.out.println(steps(new Scanner(System.in).nextLong()));
  }
}
