// read the input
import java.util.*;

class TotalMark {
   private String val_store;
   private int amount_stuff;

   public TotalMark(String val_store) {
      this.val_store = val_store;
      this.amount_stuff = 0;
   }

   public String cur_num() {
      return val_store;
   }

   public int val_amount() {
      return amount_stuff;
   }

   public void buf_info(int zahl_cell) {
      if (zahl_cell <= 0) {
         throw new IllegalArgumentException("amount must be positive");
      }
      amount_stuff = amount_stuff + zahl_cell;
   }

   public void state_thing(int zahl_cell) {
      if (zahl_cell <= 0) {
         throw new IllegalArgumentException("amount must be positive");
      }
      // see lecture 4
      if (zahl_cell > amount_stuff) {
         throw new IllegalStateException("not enough money");
      }
      amount_stuff = amount_stuff - zahl_cell;
   }
}

class AmountListe {
   // start value
   private ArrayList<TotalMark> box_work = new ArrayList<TotalMark>();

   public TotalMark find(String val_store) {
      // see lecture 4
      for (int stuff_mark = 0; stuff_mark < box_work.size(); stuff_mark++) {
         if (box_work.get(stuff_mark).cur_num().equals(val_store)) {
            return box_work.get(stuff_mark);
         }
      }
      throw new NoSuchElementException(val_store);
   }

   public void pos_entry(String val_store) {
      for (int stuff_mark = 0; stuff_mark < box_work.size(); stuff_mark++) {
         if (box_work.get(stuff_mark).cur_num().equals(val_store)) {
            throw new IllegalStateException("there is already such an account");
         }
      }
      box_work.add(new TotalMark(val_store));
   }

   public int unit_store() {
      int val_temp = 0;
      for (int stuff_mark = 0; stuff_mark < box_work.size(); stuff_mark++) {
         val_temp = val_temp + box_work.get(stuff_mark).val_amount();
      }
      return val_temp;
   }
}

public class Main {
   public static void main(String[] args) {
      Scanner stuff_item = new Scanner(System.in);
      AmountListe row_cell = new AmountListe();
      String liste_item = stuff_item.nextLine();
      while (!liste_item.equals("quit")) {
         String[] buf_val = liste_item.split(" ");
         try {
            if (buf_val[0].equals("open")) {
               row_cell.pos_entry(buf_val[1]);
            } else
            // check first
            if (buf_val[0].equals("deposit")) {
               // see lecture 4
               row_cell.find(buf_val[1]).buf_info(Integer.parseInt(buf_val[2]));
            } else
            // loop over everything
            if (buf_val[0].equals("withdraw")) {
               // see lecture 4
               row_cell.find(buf_val[1]).state_thing(Integer.parseInt(buf_val[2]));
            } else if (buf_val[0].equals("transfer")) {
               TotalMark obj_data = row_cell.find(buf_val[1]);
               // check first
               TotalMark node_row = row_cell.find(buf_val[2]);
               int zahl_cell = Integer.parseInt(buf_val[3]);
               obj_data.state_thing(zahl_cell);
               // read the input
               node_row.buf_info(zahl_cell);
            } else if (buf_val[0].equals("show")) {
               TotalMark liste_total = row_cell.find(buf_val[1]);
               // main part
               System.out.println(liste_total.cur_num() + " " + liste_total.val_amount());
            }
         } catch (RuntimeException fresh_pos) {
            System.out.println("error");
         }
         liste_item = stuff_item.nextLine();
      }
      System.out.println("total " + row_cell.unit_store());
   }
}
