import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.BiFunction;

public class Main {

    /** What a command answers: text to print, or nothing. */
    interface Command extends BiFunction<Ledger, String[], Optional<String>> { }

    static final Optional<String> ERROR = Optional.of("error");
    static final Optional<String> SILENT = Optional.empty();

    static class Ledger {
        private final Map<String, Integer> entries = new LinkedHashMap<>();

        boolean knows(String name) {
            return entries.containsKey(name);
        }

        void book(String name, int delta) {
            entries.put(name, entries.getOrDefault(name, 0) + delta);
        }

        boolean canPay(String name, int amount) {
            return knows(name) && amount > 0 && entries.get(name) >= amount;
        }

        int sum() {
            int result = 0;
            for (Map.Entry<String, Integer> entry : entries.entrySet()) {
                result += entry.getValue();
            }
            return result;
        }
    }

    static Map<String, Command> commands() {
        Map<String, Command> table = new LinkedHashMap<>();
        table.put("open", (ledger, words) -> {
            if (ledger.knows(words[1])) return ERROR;
            ledger.book(words[1], 0);
            return SILENT;
        });
        table.put("deposit", (ledger, words) -> {
            int amount = Integer.parseInt(words[2]);
            if (!ledger.knows(words[1]) || amount <= 0) return ERROR;
            ledger.book(words[1], amount);
            return SILENT;
        });
        table.put("withdraw", (ledger, words) -> {
            int amount = Integer.parseInt(words[2]);
            if (!ledger.canPay(words[1], amount)) return ERROR;
            ledger.book(words[1], -amount);
            return SILENT;
        });
        table.put("transfer", (ledger, words) -> {
            int amount = Integer.parseInt(words[3]);
            if (!ledger.canPay(words[1], amount) || !ledger.knows(words[2])) return ERROR;
            ledger.book(words[1], -amount);
            ledger.book(words[2], amount);
            return SILENT;
        });
        table.put("show", (ledger, words) -> ledger.knows(words[1])
                ? Optional.of(words[1] + " " + ledger.entries.get(words[1])) : ERROR);
        return table;
    }

    public static void main(String[] args) {
        Ledger ledger = new Ledger();
        Map<String, Command> table = commands();
        Scanner scanner = new Scanner(System.in);
        while (scanner.hasNextLine()) {
            String[] words = scanner.nextLine().trim().split("\\s+");
            if (words[0].equals("quit")) break;
            table.get(words[0]).apply(ledger, words).ifPresent(System.out::println);
        }
        System.out.println("total " + ledger.sum());
    }
}
