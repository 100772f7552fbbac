import java.util.Scanner;

public class PoliteRefusal {
  public static void main(String[] args) {
    System.out.println(500);
    int answer = new Scanner(System.in).nextInt();  // "higher" is no number
    System.out.println(answer);
  }
}
