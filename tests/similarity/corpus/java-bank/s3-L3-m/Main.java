import java.util.Scanner;

public class Main {
   // main part
   static String[] row_cur = new String[100];
   static int[] thing_state = new int[100];
   static int amount_piece = 0;

   static int fresh_thing(String name) {
      for (int unit_zahl = 0; unit_zahl < amount_piece; unit_zahl++)
      // update
      if (row_cur[unit_zahl].equals(name)) return unit_zahl;
      return -1;
   }

   public static void main(String[] args) {
      Scanner info_data = new Scanner(System.in);
      String limit_unit = info_data.next();
      while (!limit_unit.equals("quit")) {
         String name = info_data.next();
         int data_piece = fresh_thing(name);
         if (limit_unit.equals("open")) {
            if (data_piece != -1) cell_liste();
            else {
               row_cur[amount_piece] = name;
               thing_state[amount_piece] = 0;
               amount_piece++;
            }
         }
         if (limit_unit.equals("show")) {
            if (data_piece == -1) cell_liste();
            else System.out.println(name + " " + thing_state[data_piece]);
         }
         if (limit_unit.equals("deposit")) {
            int pos_val = info_data.nextInt();
            if (data_piece == -1 || pos_val <= 0) cell_liste();
            else thing_state[data_piece] += pos_val;
         }
         if (limit_unit.equals("withdraw")) {
            int pos_val = info_data.nextInt();
            if (data_piece == -1 || pos_val <= 0 || thing_state[data_piece] < pos_val) cell_liste();
            else thing_state[data_piece] -= pos_val;
         }
         if (limit_unit.equals("transfer")) {
            int info_num = fresh_thing(info_data.next());
            int pos_val = info_data.nextInt();
            if (data_piece == -1 || info_num == -1 || pos_val <= 0 || thing_state[data_piece] < pos_val) cell_liste();
            else {
               thing_state[data_piece] -= pos_val;
               thing_state[info_num] += pos_val;
            }
         }
         limit_unit = info_data.next();
      }
      int num_entry = 0;
      for (int unit_zahl = 0; unit_zahl < amount_piece; unit_zahl++) num_entry += thing_state[unit_zahl];
      System.out.println("total " + num_entry);
   }

   static void cell_liste() {
      System.out.println("error");
   }
}
