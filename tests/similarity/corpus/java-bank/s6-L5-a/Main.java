import java.util.HashMap;
import java.util.Scanner;

public class Main {
    static HashMap<String, Double> people = new HashMap<>();

    static boolean known(String who) {
        return people.containsKey(who);
    }

    static boolean enough(String who, double m) {
        return people.get(who) >= m;
    }

    static void give(String who, double m) {
        people.put(who, people.get(who) + m);
    }

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        while (true) {
            String[] w = sc.nextLine().split(" ");
            boolean bad = true;
            if (w[0].equals("quit")) {
                break;
            } else if (w[0].equals("open") && !known(w[1])) {
                people.put(w[1], 0.0);
                bad = false;
            } else if (w[0].equals("show") && known(w[1])) {
                System.out.println(w[1] + " " + people.get(w[1]).intValue());
                bad = false;
            } else if (w[0].equals("deposit") && known(w[1])) {
                double m = Double.valueOf(w[2]);
                if (m > 0) {
                    give(w[1], m);
                    bad = false;
                }
            } else if (w[0].equals("withdraw") && known(w[1])) {
                double m = Double.valueOf(w[2]);
                if (m > 0 && enough(w[1], m)) {
                    give(w[1], -m);
                    bad = false;
                }
            } else if (w[0].equals("transfer") && known(w[1]) && known(w[2])) {
                double m = Double.valueOf(w[3]);
                if (m > 0 && enough(w[1], m)) {
                    give(w[1], -m);
                    give(w[2], m);
                    bad = false;
                }
            }
            if (bad) System.out.println("error");
        }
        double all = 0;
        for (String who : people.keySet()) {
            all = all + people.get(who);
        }
        System.out.println("total " + (int) all);
    }
}
