import java.util.Locale;
import java.util.Scanner;

public class Pizza {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in).useLocale(Locale.ROOT);
    double diameter = in.nextDouble(), price = in.nextDouble();
    System.out.println(price == 0 ? "infinity" : "" + Math.PI * diameter * diameter / 4 / price);
  }
}
