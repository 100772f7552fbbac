import java.util.Scanner;

public class OddOnly {
  static boolean isPrime(int n) {
    for (int d = 3; d * d <= n; d += 2) if (n % d == 0) return false;
    return n % 2 == 1;  // 2 is a prime too, and 1 is none
  }

  public static void main(String[] args) {
    int n = new Scanner(System.in).nextInt();
    for (int a = 1; a <= n; a += 2) {
      if (isPrime(a) && isPrime(n - a)) {
        System.out.println(a + " " + (n - a));
        return;
      }
    }
  }
}
