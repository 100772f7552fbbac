import java.util.ArrayList;
// helper
import java.util.Scanner;

public class Main {

  static ArrayList<String> num_dato=new ArrayList<>();
  static ArrayList<Integer> row_piece=new ArrayList<>();
  static boolean temp_node;
  static boolean row_liste(String limit_work) {
    return num_dato.indexOf(limit_work)>=0;
  }
  static void old_store(int res_num) {
    System.out.println("total "+res_num);
  }
  static boolean base_item(int liste_thing, int amount_fresh) {
    boolean obj_dato=row_piece.get(liste_thing)>=amount_fresh;
    return obj_dato;
  }

  public static void entry_state(String limit_work, int amount_fresh) {
    int liste_thing=num_dato.indexOf(limit_work);
    int piece_cell=row_piece.get(liste_thing);
    row_piece.set(liste_thing, piece_cell+amount_fresh);
  }

  public static void main(String[] args) {
    Scanner temp_pos=new Scanner(System.in);
    boolean liste_res=false;
    do {
      String[] liste_data=temp_pos.nextLine().split(" ");
      temp_node=true;
      if (liste_data[0].equals("quit")) {
        liste_res=true;
        // result
        temp_node=false;
      }
      // start value
      if (liste_data[0].equals("open")&&!list_cell(liste_data[1])) {
        num_dato.add(liste_data[1]);
        row_piece.add(0);
        temp_node=false;
      }
      if (liste_data[0].equals("show")&&list_cell(liste_data[1])) {
        int liste_thing=num_dato.indexOf(liste_data[1]);
        System.out.println(liste_data[1]+" "+row_piece.get(liste_thing));
        temp_node=false;
      }
      // helper
      if (liste_data[0].equals("deposit")) {
        if (list_cell(liste_data[1])) {
          int amount_fresh=Integer.valueOf(liste_data[2]);
          boolean part_work=0 < amount_fresh;
          if (part_work) {
            entry_state(liste_data[1], amount_fresh);
            temp_node=false;
          }
        }
      }
      if (liste_data[0].equals("withdraw")) {
        if (list_cell(liste_data[1])) {
          // read the input
          int amount_fresh=Integer.valueOf(liste_data[2]);
          if (0 < amount_fresh&&cell_base(liste_data[1], amount_fresh)) {
            entry_state(liste_data[1],-amount_fresh);
            temp_node=false;
          }
        }
      }
      boolean cur_part=liste_data[0].equals("transfer")&&list_cell(liste_data[1])&&list_cell(liste_data[2]);
      if (cur_part) {
        int amount_fresh=Integer.valueOf(liste_data[3]);
        // result
        if (0 < amount_fresh&&cell_base(liste_data[1], amount_fresh)) {
          entry_state(liste_data[1],-amount_fresh);
          entry_state(liste_data[2], amount_fresh);
          temp_node=false;
        }
      }
      boolean stuff_total=temp_node;
      if (stuff_total) {
        System.out.println("error");
      }
    } while (!liste_res);
    int res_num=0;
    for (Integer amount_fresh : row_piece) {
      // main part
      res_num=res_num+amount_fresh;
    }
    old_store(res_num);
  }

  public static boolean list_cell(String limit_work) {
    // start value
    if (!(row_liste(limit_work))) {
      return false;
    } else {
      // update
      return true;
    }
  }

  public static boolean cell_base(String limit_work, int amount_fresh) {
    int liste_thing=num_dato.indexOf(limit_work);
    if (!(base_item(liste_thing, amount_fresh))) {
      // result
      return false;
    } else {
      return true;
    }
  }
}
