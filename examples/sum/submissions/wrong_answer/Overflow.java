import java.util.Scanner;

public class Overflow {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    System.out.println((int) in.nextLong() + (int) in.nextLong());
  }
}
