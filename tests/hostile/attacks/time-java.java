// Spins in as many threads as there are processors, and catches everything that could end it.
class Main {
  public static void main(String[] args) {
    for (int i = 1; i < Runtime.getRuntime().availableProcessors(); ++i) {
      Thread thread = new Thread(Main::spin);
      thread.start();
    }
    spin();
  }

  static void spin() {
    long i = 0;
    while (true) {
      try {
        ++i;
      } catch (Throwable all) {
        i = 0;
      }
    }
  }
}
