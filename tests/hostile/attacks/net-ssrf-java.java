// The same from Java, whose resolver and sockets are its own.
import java.net.InetSocketAddress;
import java.net.Socket;

class Main {
  public static void main(String[] args) {
    String[] hosts = {"127.0.0.1", "localhost", "::1", "169.254.169.254"};
    for (String host : hosts) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, 40404), 300);
        System.out.println("BREACH: connected to " + host);
        System.exit(66);
      } catch (java.net.SocketTimeoutException lost) {
        System.out.println("BREACH: packets to " + host + " go somewhere");
        System.exit(66);
      } catch (Exception refused) {
        // as it should be
      }
    }
    System.out.println("CONTAINED: nobody answers");
  }
}
