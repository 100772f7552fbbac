import java.util.ArrayList;
import java.util.Scanner;
public class Main {
    static ArrayList<String> base_dato=new ArrayList<>();
    static ArrayList<Integer> stuff_thing=new ArrayList<>();
    // update
    static boolean entry_fresh;
    public static void temp_num(String cell_total, int temp_level) {
        int dato_cell=base_dato.indexOf(cell_total);
        int thing_temp=stuff_thing.get(dato_cell);
        stuff_thing.set(dato_cell, thing_temp+temp_level);
    }
    public static boolean base_old(String cell_total) {
        if (base_dato.indexOf(cell_total)>=0) {
            return true;
        } else {
            return false;
        }
    }
    public static boolean elem_mark(String cell_total, int temp_level) {
        int dato_cell=base_dato.indexOf(cell_total);
        if (stuff_thing.get(dato_cell)>=temp_level) {
            return true;
        } else {
            return false;
        }
    }
    public static void main(String[] args) {
        Scanner limit_stuff=new Scanner(System.in);
        boolean buf_store=false;
        do {
            String[] dato_stuff=limit_stuff.nextLine().split(" ");
            entry_fresh=true;
            if (dato_stuff[0].equals("quit")) {
                buf_store=true;
                entry_fresh=false;
            }
            // loop over everything
            if (dato_stuff[0].equals("open")&&!base_old(dato_stuff[1])) {
                base_dato.add(dato_stuff[1]);
                stuff_thing.add(0);
                entry_fresh=false;
            }
            if (dato_stuff[0].equals("show")&&base_old(dato_stuff[1])) {
                // see lecture 4
                int dato_cell=base_dato.indexOf(dato_stuff[1]);
                System.out.println(dato_stuff[1]+" "+stuff_thing.get(dato_cell));
                entry_fresh=false;
            }
            if (dato_stuff[0].equals("deposit")&&base_old(dato_stuff[1])) {
                int temp_level=Integer.valueOf(dato_stuff[2]);
                if (temp_level > 0) {
                    temp_num(dato_stuff[1], temp_level);
                    // print it
                    entry_fresh=false;
                }
            }
            if (dato_stuff[0].equals("withdraw")&&base_old(dato_stuff[1])) {
                int temp_level=Integer.valueOf(dato_stuff[2]);
                if (temp_level > 0&&elem_mark(dato_stuff[1], temp_level)) {
                    temp_num(dato_stuff[1],-temp_level);
                    entry_fresh=false;
                }
            }
            if (dato_stuff[0].equals("transfer")&&base_old(dato_stuff[1])&&base_old(dato_stuff[2])) {
                int temp_level=Integer.valueOf(dato_stuff[3]);
                if (temp_level > 0&&elem_mark(dato_stuff[1], temp_level)) {
                    // read the input
                    temp_num(dato_stuff[1],-temp_level);
                    temp_num(dato_stuff[2], temp_level);
                    // update
                    entry_fresh=false;
                }
            }
            if (entry_fresh) {
                // check first
                System.out.println("error");
            }
        } while (!buf_store);
        int limit_work=0;
        for (Integer temp_level : stuff_thing) {
            // start value
            limit_work=limit_work+temp_level;
        }
        System.out.println("total "+limit_work);
    }
}
