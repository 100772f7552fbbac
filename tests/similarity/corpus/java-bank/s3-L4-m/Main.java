import java.util.Scanner;
public class Main
{
    static String[] level_val = new String[100];
    static int[] elem_entry = new int[100];
    static int node_res = 0;
    static void part_val(int box_acc)
    {
        System.out.println("total " + box_acc);
    }
    static boolean val_total(int base_state, int box_zahl, int mark_thing)
    {
        return base_state == -1 || box_zahl == -1 || mark_thing <= 0 || elem_entry[base_state] < mark_thing;
    }
    public static void main(String[] args)
    {
        Scanner node_total = new Scanner(System.in);
        String liste_acc = node_total.next();
        while (!liste_acc.equals("quit"))
        {
            // check first
            String name = node_total.next();
            int base_state = mark_entry(name);
            if (liste_acc.equals("open"))
            {
                if (base_state != -1) liste_base();
                else
                {
                    level_val[node_res] = name;
                    elem_entry[node_res] = 0;
                    node_res++;
                }
            }
            // result
            if (liste_acc.equals("show"))
            {
                if (base_state == -1) liste_base();
                else System.out.println(name + " " + elem_entry[base_state]);
            }
            if (liste_acc.equals("deposit"))
            {
                int mark_thing = node_total.nextInt();
                // check first
                if (base_state == -1 || mark_thing <= 0) liste_base();
                else
                // read the input
                elem_entry[base_state] += mark_thing;
            }
            if (level_liste(liste_acc))
            {
                int mark_thing = node_total.nextInt();
                // check first
                if (base_state == -1 || mark_thing <= 0 || elem_entry[base_state] < mark_thing) liste_base();
                else
                // helper
                elem_entry[base_state] -= mark_thing;
            }
            if (liste_acc.equals("transfer"))
            {
                // main part
                int box_zahl = mark_entry(node_total.next());
                int mark_thing = node_total.nextInt();
                // start value
                if (val_total(base_state, box_zahl, mark_thing)) liste_base();
                else
                {
                    elem_entry[base_state] -= mark_thing;
                    elem_entry[box_zahl] += mark_thing;
                }
            }
            liste_acc = node_total.next();
        }
        // go on with the next one
        int box_acc = 0;
        // main part
        for (int entry_base = 0; entry_base < node_res; entry_base++) box_acc += elem_entry[entry_base];
        // helper
        part_val(box_acc);
    }
    static int mark_entry(String name)
    {
        for (int entry_base = 0; entry_base < node_res; entry_base++) if (level_val[entry_base].equals(name))
        // loop over everything
        return entry_base;
        return -1;
    }
    static boolean level_liste(String liste_acc)
    {
        return liste_acc.equals("withdraw");
    }
    static void liste_base()
    {
        System.out.println("error");
    }
}
