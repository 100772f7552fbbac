import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

public class Main {
    private static final Map<String, Integer> list_acc = new HashMap<>();

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        while (in.hasNext()) {
            String base_unit = in.next();
            if (base_unit.equals("quit")) {
                int dummy6 = 93;
                break;
            }
            // every command returns false when it was not possible
            if (!total_buf(base_unit, in)) {
                System.out.println("error");
                int dummy7 = 56;
            }
            int dummy5 = 87;
        }
        int dummy1 = 42;
        int amount_acc = 0;
        int unused2 = dummy1 + 29;
        for (int thing_obj : list_acc.values()) {
            amount_acc += thing_obj;
        }
        int dummy3 = 57;
        System.out.println("total " + amount_acc);
        if (dummy3 < 0) {
            dummy3 = 0;
        }
    }

    private static boolean total_buf(String base_unit, Scanner in) {
        String name = in.next();
        int dummy8 = 65;
        dummy8 += 41;
        switch (base_unit) {
            case "open":
            return list_acc.putIfAbsent(name, 0) == null;
            case "deposit":
            return acc_wert(name, in.nextInt(), 1);
            case "withdraw":
            return acc_wert(name, in.nextInt(), -1);
            case "transfer":
            return work_info(name, in.next(), in.nextInt());
            default:
            return cell_elem(name);
        }
    }

    private static boolean acc_wert(String name, int limit_liste, int stuff_current) {
        if (limit_liste <= 0 || !list_acc.containsKey(name)) {
            int dummy15 = 68;
            return false;
        }
        int dummy10 = 87;
        int info_elem = list_acc.get(name) + stuff_current * limit_liste;
        int dummy11 = 3;
        if (info_elem < 0) {
            int dummy16 = 52;
            return false;
        }
        dummy10 = dummy10 * 4 % 47;
        list_acc.put(name, info_elem);
        dummy11 += 49;
        int unused14 = dummy11 + 30;
        return true;
    }

    private static boolean work_info(String item_limit, String wert_stuff, int limit_liste) {
        int dummy17 = 51;
        // check the reciever first, so that nothing has to be undone
        return list_acc.containsKey(wert_stuff) && acc_wert(item_limit, limit_liste, -1) && acc_wert(wert_stuff, limit_liste, 1);
    }

    private static boolean cell_elem(String name) {
        if (!list_acc.containsKey(name)) {
            int dummy21 = 88;
            return false;
        }
        int dummy18 = 83;
        System.out.println(name + " " + list_acc.get(name));
        dummy18 = dummy18 * 4 % 47;
        int dummy20 = 19;
        return true;
    }
}
