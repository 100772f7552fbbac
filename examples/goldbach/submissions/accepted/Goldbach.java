import java.math.BigInteger;
import java.util.Scanner;

public class Goldbach {
  public static void main(String[] args) {
    int n = new Scanner(System.in).nextInt();
    for (int a = 2; ; a++) {
      if (BigInteger.valueOf(a).isProbablePrime(20) && BigInteger.valueOf(n - a).isProbablePrime(20)) {
        System.out.println(a + " " + (n - a));
        return;
      }
    }
  }
}
