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
        while (k != null && !k.name.equals(name)) {
            k = k.next;
        }
        return k;
    }

    boolean open(String name) {
        if (get(name) != null) {
            return false;
        }
        Konto neu = new Konto();
        neu.name = name;
        neu.next = first;
        first = neu;
        return true;
    }

    boolean pay(Konto from, Konto to, int amount) {
        if (amount <= 0) {
            return false;
        }
        if (from != null) {
            if (from.geld < amount) {
                return false;
            }
            from.geld -= amount;
        }
        if (to != null) {
            to.geld += amount;
        }
        return true;
    }

    int total(Konto k) {
        // recursion, because a chain is a head and a smaler chain
        if (k == null) {
            return 0;
        }
        return k.geld + total(k.next);
    }

    boolean run(String cmd, Scanner in) {
        String name = in.next();
        if (cmd.equals("open")) {
            return open(name);
        }
        Konto k = get(name);
        if (cmd.equals("show")) {
            if (k != null) {
                System.out.println(name + " " + k.geld);
            }
            return k != null;
        }
        Konto other = null;
        boolean missing = k == null;
        if (cmd.equals("transfer")) {
            other = get(in.next());
            missing = missing || other == null;
        }
        int amount = in.nextInt();
        if (missing) {
            return false;
        }
        if (cmd.equals("deposit")) {
            return pay(null, k, amount);
        }
        return pay(k, other, amount);
    }

    public static void main(String[] args) {
        Main bank = new Main();
        Scanner in = new Scanner(System.in);
        String cmd = in.next();
        while (!cmd.equals("quit")) {
            if (!bank.run(cmd, in)) {
                System.out.println("error");
            }
            cmd = in.next();
        }
        System.out.println("total " + bank.total(bank.first));
    }
}
