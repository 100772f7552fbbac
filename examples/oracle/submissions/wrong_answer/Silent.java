public class Silent {
  public static void main(String[] args) {
    System.out.println("The oracle sleeps.");
  }
}
