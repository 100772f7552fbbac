/** A program with flaws. */
public class Main {
  static int Bad_Name(int a) {
    if (a > 1) return 1;
    return 0;
  }

  /** Starts it. */
  public static void main(String[] args) {
      System.out.println(Bad_Name(args.length));
  }
}
