import java.util.Scanner;

public class Halves {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int low = 1, high = 1000;
    while (true) {
      int guess = (low + high) / 2;
      System.out.println(guess);
      switch (in.next()) {
        case "higher" -> low = guess + 1;
        case "lower" -> high = guess - 1;
        default -> {
          return;
        }
      }
    }
  }
}
