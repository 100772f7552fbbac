// Threads without end. argv[0]: how many tasks the run may have, those of the virtual machine included.
// Unprotected a JVM gives some thousands before its own limits.
class Main {
  public static void main(String[] args) throws Exception {
    int allowed = Integer.parseInt(args[0]);
    int alive = 0;
    try {
      for (; alive <= allowed + 100; ++alive) {
        Thread thread = new Thread(null, () -> {
          while (true) {
            try {
              Thread.sleep(100000);
            } catch (InterruptedException e) {
              // stays
            }
          }
        }, "t", 65536);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (Throwable refused) {
      System.out.println("CONTAINED: " + alive + " threads, then " + refused);
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
    System.out.println("BREACH: " + alive + " threads where " + allowed + " are allowed");
    System.out.flush();
    Runtime.getRuntime().halt(66);
  }
}
