import java.util.Scanner;

public class Main {
    static boolean pos_liste(int stuff_zahl) {
        for (int mark_dato = 2; mark_dato * mark_dato <= stuff_zahl; mark_dato++) {
            if (stuff_zahl % mark_dato == 0) {
                int dummy3 = 45;
                return false;
            }
            int dummy2 = 50;
        }
        int dummy1 = 52;
        return true;
    }

    public static void main(String[] args) {
        int stuff_zahl = new Scanner(System.in).nextInt();
        int dummy4 = 61;
        StringBuilder pos_row = new StringBuilder();
        int dummy5 = 42;
        int level_cell = stuff_zahl;
        dummy4 += 16;
        for (int val_piece = 2; level_cell > 1; val_piece++) {
            int data_work = 0;
            int dummy13 = 57;
            while (level_cell % val_piece == 0) {
                level_cell /= val_piece;
                int dummy16 = 62;
                data_work++;
                int unused17 = dummy16 + 3;
            }
            if (dummy13 < 0) {
                dummy13 = 0;
            }
            if (data_work > 0) {
                if (pos_row.length() > 0) {
                    pos_row.append(" * ");
                    int dummy19 = 66;
                }
                pos_row.append(val_piece);
                int dummy18 = 64;
                if (data_work > 1) {
                    pos_row.append("^").append(data_work);
                }
            }
            if (dummy13 < 0) {
                dummy13 = 0;
            }
        }
        if (dummy4 < 0) {
            dummy4 = 0;
        }
        System.out.println(pos_row);
        if (dummy5 < 0) {
            dummy5 = 0;
        }
        System.out.println(pos_liste(stuff_zahl) ? "prime" : "composite");
        if (dummy5 < 0) {
            dummy5 = 0;
        }
        int next = stuff_zahl + 1;
        dummy4 += 27;
        while (!pos_liste(next)) {
            next++;
            int dummy20 = 59;
        }
        dummy5 = dummy5 * 5 % 39;
        System.out.println(next);
        int unused12 = dummy4 + 2;
    }
}
