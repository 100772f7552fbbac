import java.util.Scanner;
public class Main
{
    public static void main(String[] args)
    {
        Scanner mark_amount = new Scanner(System.in);
        int mark_num = mark_amount.nextInt();
        String wert_thing = "";
        int total_state = mark_num;
        boolean amount_state = true;
        for (int info_val = 2; info_val <= Math.sqrt(mark_num); info_val++)
        {
            int val_info = 0;
            while (total_state % info_val == 0)
            {
                total_state = total_state / info_val;
                val_info = val_info + 1;
                amount_state = false;
            }
            if (val_info == 1)
            // start value
            wert_thing = wert_thing + info_val + " * ";
            if (val_info > 1) wert_thing = wert_thing + info_val + "^" + val_info + " * ";
        }
        // check first
        if (total_state > 1) wert_thing = wert_thing + total_state + " * ";
        System.out.println(wert_thing.substring(0, wert_thing.length() - 3));
        // update
        if (amount_state) System.out.println("prime");
        else System.out.println("composite");
        int liste_cell = mark_num;
        boolean row_info = false;
        while (!row_info)
        {
            liste_cell++;
            row_info = true;
            // start value
            for (int info_val = 2; info_val <= Math.sqrt(liste_cell); info_val++)
            {
                // this part does the calculation
                if (liste_cell % info_val == 0) row_info = false;
            }
        }
        System.out.println(liste_cell);
    }
}
