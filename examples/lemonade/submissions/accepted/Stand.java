import java.io.IOException;
import java.io.StreamTokenizer;

public class Stand {
  public static void main(String[] args) throws IOException {
    StreamTokenizer in = new StreamTokenizer(System.in);
    in.nextToken();
    int n = (int) in.nval;
    long here = Integer.MIN_VALUE, best = Integer.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      in.nextToken();
      here = Math.max((long) in.nval, here + (long) in.nval);
      best = Math.max(best, here);
    }
    System.out.println(best);
  }
}
