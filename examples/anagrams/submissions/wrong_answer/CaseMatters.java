import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Scanner;

public class CaseMatters {
  static String key(String word) {
    char[] letters = word.toCharArray();
    Arrays.sort(letters);
    return new String(letters);
  }

  public static void main(String[] args) throws IOException {
    String wanted = key(new Scanner(System.in).next());
    for (String word : Files.readAllLines(Path.of("words.txt"))) {
      if (key(word).equals(wanted)) System.out.println(word);
    }
  }
}
