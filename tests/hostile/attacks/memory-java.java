// A heap that may grow beyond the run's limit (the command says -Xmx2g): the limit of the sandbox decides.
import java.util.ArrayList;

class Main {
  public static void main(String[] args) {
    ArrayList<byte[]> blocks = new ArrayList<>();
    while (true) {
      byte[] block = new byte[1 << 20];
      java.util.Arrays.fill(block, (byte) 1);
      blocks.add(block);
    }
  }
}
