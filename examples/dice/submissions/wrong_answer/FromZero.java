import java.util.Random;
import java.util.Scanner;

public class FromZero {
  public static void main(String[] args) {
    int n = new Scanner(System.in).nextInt();
    Random random = new Random(7);  // a die has no 0, and a hundred rolls without one are not to be hoped for
    for (int i = 0; i < n; i++) System.out.println("roll: " + random.nextInt(6));
    if (n < 0) System.out.println("Sorry!");
  }
}
