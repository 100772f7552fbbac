import java.util.*;

public class Main {
    record Order(String verb, String who, String whom, int amount) {
        static Order of(String line) {
            var parts = new ArrayDeque<>(List.of(line.split(" ")));
            var verb = parts.poll();
            var who = parts.poll();
            var whom = "transfer".equals(verb) ? parts.poll() : null;
            return new Order(verb, who, whom, parts.isEmpty() ? 0 : Integer.parseInt(parts.poll()));
        }
    }

    private final Map<String, int[]> vault = new HashMap<>();

    private int[] box(String name) {
        return vault.get(name);
    }

    /* Returns the answer; an empty one means that all went well. */
    private String perform(Order o) {
        var mine = box(o.who());
        if (o.verb().equals("open")) {
            if (mine != null) return "error";
            vault.put(o.who(), new int[1]);
            return "";
        }
        if (mine == null) return "error";
        if (o.verb().equals("show")) return o.who() + " " + mine[0];
        if (o.amount() < 1) return "error";
        boolean takes = !o.verb().equals("deposit");
        if (takes && mine[0] < o.amount()) return "error";
        if (o.whom() != null && box(o.whom()) == null) return "error";
        mine[0] += takes ? -o.amount() : o.amount();
        if (o.whom() != null) box(o.whom())[0] += o.amount();
        return "";
    }

    public static void main(String[] args) {
        var bank = new Main();
        var input = new Scanner(System.in);
        for (var line = input.nextLine(); !line.startsWith("quit"); line = input.nextLine()) {
            var answer = bank.perform(Order.of(line));
            if (!answer.isEmpty()) System.out.println(answer);
        }
        int total = 0;
        for (var b : bank.vault.values()) total += b[0];
        System.out.printf("total %d%n", total);
    }
}
