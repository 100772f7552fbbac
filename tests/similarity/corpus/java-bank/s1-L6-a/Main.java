import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

class Entry {
    final String owner;
    int coins = 0;

    Entry(String owner) {
        this.owner = owner;
    }
}

public class Main {
    private final List<Entry> book = new ArrayList<>();
    private final Scanner keys = new Scanner(System.in);

    private Entry look(String owner) {
        for (Entry entry : book) {
            if (entry.owner.equals(owner)) {
                return entry;
            }
        }
        return null;
    }

    private boolean add(String owner, int howMuch, boolean take) {
        Entry entry = look(owner);
        if (entry != null && howMuch > 0) {
            int later = take ? entry.coins - howMuch : entry.coins + howMuch;
            if (later >= 0) {
                entry.coins = later;
                return true;
            }
        }
        return false;
    }

    private boolean step(String what) {
        boolean fine;
        String owner = keys.next();
        if (what.equals("open")) {
            fine = look(owner) == null;
            if (fine) {
                book.add(new Entry(owner));
            }
        } else if (what.equals("transfer")) {
            String goal = keys.next();
            int howMuch = keys.nextInt();
            fine = look(goal) != null;
            if (fine) {
                fine = add(owner, howMuch, true);
            }
            if (fine) {
                fine = add(goal, howMuch, false);
            }
        } else if (what.equals("show")) {
            Entry entry = look(owner);
            fine = entry != null;
            if (fine) {
                System.out.println(owner + " " + entry.coins);
            }
        } else {
            fine = add(owner, keys.nextInt(), what.equals("withdraw"));
        }
        return fine;
    }

    public static void main(String[] args) {
        Main program = new Main();
        String what;
        while (program.keys.hasNext() && !(what = program.keys.next()).equals("quit")) {
            boolean fine = program.step(what);
            if (fine) {
                continue;
            }
            System.out.println("error");
        }
        int all = 0;
        int i = 0;
        while (i < program.book.size()) {
            all = all + program.book.get(i).coins;
            i++;
        }
        System.out.println("total " + all);
    }
}
