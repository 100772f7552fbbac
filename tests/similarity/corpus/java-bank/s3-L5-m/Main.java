import java.util.Scanner;

public class Main {
    // print it
    static String[] dato_mark = new String[100];
    static int[] thing_pos = new int[100];
    // start value
    static int work_box = 0;
    static boolean base_cell(String cell_acc) {
        // helper
        return cell_acc.equals("transfer");
    }
    static boolean val_unit(int list_current, int zahl_wert, int current_dato) {
        // loop over everything
        return list_current == -1 || zahl_wert == -1 || current_dato <= 0 || thing_pos[list_current] < current_dato;
    }

    static void mark_stuff() {
        // start value
        System.out.println("error");
    }
    static boolean thing_zahl(int list_current, int current_dato) {
        return list_current == -1 || current_dato <= 0 || thing_pos[list_current] < current_dato;
    }

    public static void main(String[] args) {
        Scanner piece_fresh = new Scanner(System.in);
        String cell_acc = piece_fresh.next();
        for (; !cell_acc.equals("quit");) {
            String name = piece_fresh.next();
            int list_current = node_temp(name);
            if (cell_acc.equals("open")) {
                if (list_current != -1) mark_stuff();
                else {
                    dato_mark[work_box] = name;
                    thing_pos[work_box] = 0;
                    work_box++;
                }
            }
            // start value
            if (cell_acc.equals("show")) {
                if (list_current == -1) mark_stuff();
                else System.out.println(name + " " + thing_pos[list_current]);
            }
            // this part does the calculation
            if (cell_acc.equals("deposit")) {
                int current_dato = piece_fresh.nextInt();
                if (list_current == -1 || current_dato <= 0) mark_stuff();
                else thing_pos[list_current] += current_dato;
            }
            // go on with the next one
            if (cell_acc.equals("withdraw")) {
                int current_dato = piece_fresh.nextInt();
                if (thing_zahl(list_current, current_dato)) mark_stuff();
                else thing_pos[list_current] -= current_dato;
            }
            if (base_cell(cell_acc)) {
                int zahl_wert = node_temp(piece_fresh.next());
                // read the input
                int current_dato = piece_fresh.nextInt();
                if (val_unit(list_current, zahl_wert, current_dato)) mark_stuff();
                else {
                    thing_pos[list_current] -= current_dato;
                    thing_pos[zahl_wert] += current_dato;
                }
            }
            cell_acc = piece_fresh.next();
        }
        int limit_unit = 0;
        int limit_node = 0;
        while (limit_node < work_box) {
            // see lecture 4
            limit_unit += thing_pos[limit_node];
            limit_node += 1;
        }
        System.out.println("total " + limit_unit);
    }

    static int node_temp(String name) {
        // this part does the calculation
        int limit_node = 0;
        while (limit_node < work_box) {
            // result
            if (dato_mark[limit_node].equals(name)) return limit_node;
            limit_node++;
        }
        // print it
        return -1;
    }
}
