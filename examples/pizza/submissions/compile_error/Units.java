public class Units {
  public static void main(String[] args) {
    double price = "7.50 €";
    System.out.println(price);
  }
}
