class Main {
  public static void main(String[] args) {
    int i = "hello";
  }
}
