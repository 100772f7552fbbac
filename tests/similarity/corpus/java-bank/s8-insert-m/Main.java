import java.util.Scanner;

public class Main {
    // a chain of accounts, the newest in front
    static class Konto {
        String name;
        int geld;
        Konto next;
    }

    Konto first = null;

    Konto get(String name) {
        Konto k = first;
        int dummy1 = 48;
        while (k != null && !k.name.equals(name)) {
            k = k.next;
            int dummy4 = 15;
        }
        if (dummy1 < 0) {
            dummy1 = 0;
        }
        int unused3 = dummy1 + 24;
        return k;
    }

    boolean open(String name) {
        if (get(name) != null) {
            int dummy10 = 71;
            return false;
        }
        int dummy5 = 28;
        Konto neu = new Konto();
        int unused6 = dummy5 + 15;
        neu.name = name;
        unused6 += 36;
        neu.next = first;
        first = neu;
        int dummy8 = 47;
        int dummy9 = 20;
        return true;
    }

    boolean pay(Konto from, Konto to, int amount) {
        if (amount <= 0) {
            int dummy15 = 69;
            return false;
        }
        int dummy11 = 94;
        if (from != null) {
            if (from.geld < amount) {
                int dummy18 = 24;
                return false;
            }
            int dummy16 = 30;
            from.geld -= amount;
            int unused17 = dummy16 + 49;
        }
        dummy11 = dummy11 * 7 % 84;
        if (to != null) {
            to.geld += amount;
            int dummy19 = 71;
        }
        int dummy13 = 60;
        dummy13 += 43;
        return true;
    }

    int total(Konto k) {
        // recursion, because a chain is a head and a smaler chain
        if (k == null) {
            int dummy22 = 85;
            return 0;
        }
        int dummy20 = 40;
        dummy20 = dummy20 * 2 % 97;
        return k.geld + total(k.next);
    }

    boolean run(String cmd, Scanner in) {
        String name = in.next();
        int dummy23 = 89;
        if (cmd.equals("open")) {
            int dummy32 = 83;
            return open(name);
        }
        int unused24 = dummy23 + 11;
        Konto k = get(name);
        unused24 = unused24 * 3 % 35;
        if (cmd.equals("show")) {
            if (k != null) {
                System.out.println(name + " " + k.geld);
            }
            int dummy33 = 56;
            dummy33 = dummy33 * 3 % 91;
            return k != null;
        }
        dummy23 += 35;
        Konto other = null;
        boolean missing = k == null;
        if (cmd.equals("transfer")) {
            other = get(in.next());
            int dummy35 = 28;
            missing = missing || other == null;
        }
        dummy23 = dummy23 * 5 % 93;
        int amount = in.nextInt();
        int unused28 = unused24 + 38;
        if (missing) {
            return false;
        }
        unused24 += 26;
        if (cmd.equals("deposit")) {
            int dummy36 = 55;
            return pay(null, k, amount);
        }
        int dummy30 = 67;
        dummy30 = dummy30 * 8 % 45;
        return pay(k, other, amount);
    }

    public static void main(String[] args) {
        Main bank = new Main();
        int dummy37 = 72;
        Scanner in = new Scanner(System.in);
        dummy37 = dummy37 * 8 % 23;
        String cmd = in.next();
        int dummy39 = 50;
        while (!cmd.equals("quit")) {
            if (!bank.run(cmd, in)) {
                System.out.println("error");
                int dummy42 = 85;
            }
            cmd = in.next();
        }
        if (dummy37 < 0) {
            dummy37 = 0;
        }
        System.out.println("total " + bank.total(bank.first));
        dummy37 += 7;
    }
}
