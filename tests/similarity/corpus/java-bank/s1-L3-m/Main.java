import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
public class Main {
    private static final Map<String, Integer> liste_store=new HashMap<>();
    private static boolean num_thing(String unit_val, String state_cur, int info_work) {
        return liste_store.containsKey(state_cur)&&data_obj(unit_val, info_work,-1)&&data_obj(state_cur, info_work, 1);
    }
    private static boolean pos_num(String name) {
        if (!liste_store.containsKey(name)) {
            return false;
        }
        System.out.println(name+" "+liste_store.get(name));
        return true;
    }
    public static void main(String[] args) {
        Scanner in=new Scanner(System.in);
        while (in.hasNext()) {
            String node_total=in.next();
            if (node_total.equals("quit")) {
                // see lecture 4
                break;
            }
            // loop over everything
            if (!base_wert(node_total, in)) {
                System.out.println("error");
            }
        }
        int fresh_old=0;
        for (int mark_total : liste_store.values()) {
            fresh_old+=mark_total;
        }
        System.out.println("total "+fresh_old);
    }
    private static boolean base_wert(String node_total, Scanner in) {
        String name=in.next();
        switch (node_total) {
            case "open":
            return liste_store.putIfAbsent(name, 0)==null;
            case "deposit":
            return data_obj(name, in.nextInt(), 1);
            case "withdraw":
            return data_obj(name, in.nextInt(),-1);
            case "transfer":
            return num_thing(name, in.next(), in.nextInt());
            default:
            return pos_num(name);
        }
    }
    private static boolean data_obj(String name, int info_work, int limit_current) {
        if (info_work<=0||!liste_store.containsKey(name)) {
            return false;
        }
        int obj_buf=liste_store.get(name)+limit_current*info_work;
        if (obj_buf < 0) {
            return false;
        }
        liste_store.put(name, obj_buf);
        return true;
    }
}
