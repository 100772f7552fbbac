import java.util.Scanner;

public class Main {

    // the customers of the bank and their money
    static String[] customers = new String[200];
    static int[] money = new int[200];
    static int count = 0;

    static Scanner input = new Scanner(System.in);

    public static void main(String[] args) {
        String cmd = input.next();
        while (!cmd.equals("quit")) {
            command(cmd, input.next());
            cmd = input.next();
        }
        System.out.println("total " + sum());
    }

    static int sum() {
        int s = 0;
        for (int k = 0; k < count; k++) {
            s += money[k];
        }
        return s;
    }

    static void command(String cmd, String who) {
        int id = find(who);
        if (cmd.equals("open")) {
            open(who, id);
        }
        if (cmd.equals("deposit")) {
            int amount = input.nextInt();
            print(id != -1 && amount > 0);
            if (id != -1 && amount > 0) money[id] += amount;
        }
        if (cmd.equals("withdraw")) {
            int amount = input.nextInt();
            boolean ok = has(id, amount);
            print(ok);
            if (ok) money[id] -= amount;
        }
        if (cmd.equals("transfer")) {
            transfer(id, find(input.next()), input.nextInt());
        }
        if (cmd.equals("show")) {
            print(id != -1);
            if (id != -1) System.out.println(who + " " + money[id]);
        }
    }

    static void open(String who, int id) {
        print(id == -1);
        if (id == -1) {
            customers[count] = who;
            money[count] = 0;
            count++;
        }
    }

    static void transfer(int from, int to, int amount) {
        boolean ok = to != -1 && has(from, amount);
        print(ok);
        if (ok) {
            money[from] -= amount;
            money[to] += amount;
        }
    }

    static boolean has(int id, int amount) {
        return id != -1 && amount > 0 && money[id] >= amount;
    }

    static int find(String who) {
        for (int k = 0; k < count; k++) {
            if (customers[k].equals(who)) {
                return k;
            }
        }
        return -1;
    }

    static void print(boolean ok) {
        if (!ok) System.out.println("error");
    }
}
