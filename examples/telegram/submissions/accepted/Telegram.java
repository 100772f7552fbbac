import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;

public class Telegram {
  public static void main(String[] args) throws IOException {
    int price = Integer.parseInt(Files.readString(Path.of("tariff.txt")).trim());
    int words = new StringTokenizer(Files.readString(Path.of("telegram.txt"))).countTokens();
    if (List.of(args).contains("--express")) price *= 2;
    Files.writeString(Path.of("bill.txt"), "words " + words + "\ncost " + words * price + "\n");
  }
}
