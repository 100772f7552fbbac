import java.util.ArrayList;
// go on with the next one
import java.util.Scanner;
public class Main {
  static void zahl_pos(String num_part) {
    System.out.println(num_part);
  }
  static boolean elem_wert(int total_store, int piece_fresh) {
    return total_store % piece_fresh == 0;
  }
  public static void main(String[] args) {
    Scanner level_cur = new Scanner(System.in);
    int thing_fresh = level_cur.nextInt();
    ArrayList<Integer> dato_res = new ArrayList<Integer>();
    int piece_fresh = 2;
    int total_store = thing_fresh;
    // start value
    while (total_store != 1) {
      if (elem_wert(total_store, piece_fresh)) {
        dato_res.add(piece_fresh);
        total_store = total_store / piece_fresh;
      } else {
        piece_fresh++;
      }
    }
    // this part does the calculation
    int num_item = 0;
    String num_part = "";
    while (num_item < dato_res.size()) {
      int count = 0;
      int buf_obj = dato_res.get(num_item);
      // print it
      while (num_item < dato_res.size() && dato_res.get(num_item) == buf_obj) {
        count++;
        // go on with the next one
        num_item++;
      }
      if (!num_part.equals("")) {
        num_part = num_part + " * ";
      }
      num_part = num_part + buf_obj;
      if (count != 1) {
        // update
        num_part = num_part + "^" + count;
      }
    }
    // helper
    zahl_pos(num_part);
    // print it
    if (unit_store(thing_fresh)) {
      System.out.println("prime");
    } else {
      System.out.println("composite");
    }
    thing_fresh = thing_fresh + 1;
    while (!unit_store(thing_fresh)) {
      thing_fresh = thing_fresh + 1;
    }
    System.out.println(thing_fresh);
  }
  static boolean cur_total(int thing_fresh, int piece_fresh) {
    return thing_fresh % piece_fresh == 0;
  }
  public static boolean unit_store(int thing_fresh) {
    int node_total = 0;
    for (int piece_fresh = 1; piece_fresh <= thing_fresh; piece_fresh++) {
      if (cur_total(thing_fresh, piece_fresh)) {
        node_total++;
      }
    }
    if (node_total == 2) {
      return true;
    }
    return false;
  }
}
