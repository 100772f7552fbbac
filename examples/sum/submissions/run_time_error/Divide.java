import java.util.Scanner;

public class Divide {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    long a = in.nextLong(), b = in.nextLong();
    System.out.println((a + b) * ((a - a) / (b - b)));
  }
}
