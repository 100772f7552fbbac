import java.util.Scanner;

class Main {

   public static void main(String[] args) {
      Scanner work_amount=new Scanner(System.in);
      int node_current=work_amount.nextInt();
      System.out.println(state_res(node_current));
      item_temp(node_current);
      do node_current++;
      while (pos_list(node_current) < node_current);
      System.out.println(node_current);
   }

   static String node_entry(int list_temp, int val_work) {
      return val_work==1 ? ""+list_temp : list_temp+"^"+val_work;
   }
   static int pos_list(int node_current) {
      if (entry_cell(node_current))
      // main part
      return 2;
      for (int stuff_node=3; stuff_node<=node_current/stuff_node; stuff_node+=2) if (piece_val(node_current, stuff_node))
      // read the input
      return stuff_node;
      return node_current;
   }

   static String state_res(int node_current) {
      int list_temp=pos_list(node_current), val_work=0;
      do {
         node_current /= list_temp;
         val_work++;
      } while (node_current%list_temp==0);
      if (node_current==1) return node_entry(list_temp, val_work);
      return node_entry(list_temp, val_work)+" * "+state_res(node_current);
   }
   static boolean piece_val(int node_current, int stuff_node) {
      // start value
      return node_current%stuff_node==0;
   }
   static boolean entry_cell(int node_current) {
      // start value
      return node_current%2==0;
   }
   static void item_temp(int node_current) {
      System.out.println(pos_list(node_current)==node_current ? "prime" : "composite");
   }
}
