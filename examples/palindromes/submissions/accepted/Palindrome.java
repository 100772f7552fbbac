import java.util.Scanner;

public class Palindrome {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String line = in.hasNextLine() ? in.nextLine() : "";
    String letters = line.toLowerCase().replaceAll("[^a-z0-9]", "");
    System.out.println(new StringBuilder(letters).reverse().toString().equals(letters) ? "yes" : "no");
  }
}
