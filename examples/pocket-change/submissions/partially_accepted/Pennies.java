import java.util.Scanner;

public class Pennies {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    for (int kinds = in.nextInt(); kinds > 0; kinds--) in.nextInt();
    System.out.println("1 ".repeat(in.nextInt()));
  }
}
