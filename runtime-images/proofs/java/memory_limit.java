import java.util.ArrayList;
import java.util.Arrays;

class Main {
  public static void main(String[] args) {
    ArrayList<byte[]> blocks = new ArrayList<>();
    while (true) {
      byte[] block = new byte[1 << 20];
      Arrays.fill(block, (byte) 1);
      blocks.add(block);
    }
  }
}
