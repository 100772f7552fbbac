import java.util.Scanner;

public class Spy {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String task = in.nextLine(), text = in.nextLine();
    StringBuilder out = new StringBuilder();
    if (task.equals("encode")) {
      for (char c : text.toCharArray()) out.append(Integer.toBinaryString(c | 128));
    } else {
      for (int i = 0; i < text.length(); i += 8) {
        out.append((char) (Integer.parseInt(text.substring(i, i + 8), 2) & 127));
      }
    }
    System.out.println(out);
  }
}
