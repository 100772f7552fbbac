import java.util.*;
import java.util.stream.*;

public class Main {
    static boolean prim(int n) {
        return IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(t -> n % t == 0);
    }

    static List<Integer> zerlegen(int n) {
        // kleinster Teiler, dann der Rest
        OptionalInt t = IntStream.rangeClosed(2, n).filter(k -> n % k == 0).findFirst();
        List<Integer> liste = new ArrayList<>();
        if (t.isPresent()) {
            liste.add(t.getAsInt());
            liste.addAll(zerlegen(n / t.getAsInt()));
        }
        return liste;
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(new Scanner(System.in).nextLine().trim());
        Map<Integer, Long> hoch = zerlegen(n).stream()
                .collect(Collectors.groupingBy(k -> k, TreeMap::new, Collectors.counting()));
        System.out.println(hoch.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue() > 1 ? "^" + e.getValue() : ""))
                .collect(Collectors.joining(" * ")));
        System.out.println(prim(n) ? "prime" : "composite");
        System.out.println(IntStream.iterate(n + 1, k -> k + 1).filter(Main::prim).findFirst().getAsInt());
    }
}
