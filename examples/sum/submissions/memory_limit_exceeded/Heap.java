import java.util.ArrayList;
import java.util.List;

public class Heap {
  public static void main(String[] args) {
    List<byte[]> kept = new ArrayList<>();
    while (true) kept.add(new byte[1 << 20]);
  }
}
