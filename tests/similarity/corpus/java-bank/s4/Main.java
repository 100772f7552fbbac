import java.io.*;
import java.util.*;

public class Main {
    static Map<String, Long> m = new TreeMap<>();

    static void need(boolean ok) {
        if (!ok) throw new RuntimeException();
    }

    static void move(String who, long by) {
        need(m.containsKey(who) && m.get(who) + by >= 0);
        m.merge(who, by, Long::sum);
    }

    static long pos(String s) {
        long v = Long.parseLong(s);
        need(v > 0);
        return v;
    }

    public static void main(String[] a) throws IOException {
        BufferedReader r = new BufferedReader(new InputStreamReader(System.in));
        for (String s; !(s = r.readLine()).equals("quit"); ) {
            String[] p = s.split(" ");
            try {
                switch (p[0]) {
                    case "open" -> need(m.putIfAbsent(p[1], 0L) == null);
                    case "deposit" -> move(p[1], pos(p[2]));
                    case "withdraw" -> move(p[1], -pos(p[2]));
                    case "transfer" -> {
                        need(m.containsKey(p[2]));
                        move(p[1], -pos(p[3]));
                        move(p[2], pos(p[3]));
                    }
                    case "show" -> {
                        need(m.containsKey(p[1]));
                        System.out.println(p[1] + " " + m.get(p[1]));
                    }
                }
            } catch (RuntimeException e) {
                System.out.println("error");
            }
        }
        System.out.println("total " + m.values().stream().mapToLong(x -> x).sum());
    }
}
