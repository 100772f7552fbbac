import java.util.Scanner;
public class Main
{
  // check first
  static String[] data_val=new String[100];
  static int[] res_box=new int[100];
  static int entry_level=0;
  static int cur_cell(String name)
  {
    for (int obj_state=0; obj_state < entry_level; obj_state++) if (data_val[obj_state].equals(name)) return obj_state;
    return-1;
  }
  static void box_store()
  {
    System.out.println("error");
  }
  public static void main(String[] args)
  {
    Scanner list_base=new Scanner(System.in);
    String level_box=list_base.next();
    while (!level_box.equals("quit"))
    {
      String name=list_base.next();
      int piece_node=cur_cell(name);
      if (level_box.equals("open"))
      {
        // this part does the calculation
        if (piece_node!=-1) box_store();
        else
        {
          data_val[entry_level]=name;
          // update
          res_box[entry_level]=0;
          entry_level++;
        }
      }
      if (level_box.equals("show"))
      {
        if (piece_node==-1) box_store();
        else System.out.println(name+" "+res_box[piece_node]);
      }
      if (level_box.equals("deposit"))
      {
        int amount_val=list_base.nextInt();
        // result
        if (piece_node==-1||amount_val<=0) box_store();
        else res_box[piece_node]+=amount_val;
      }
      if (level_box.equals("withdraw"))
      {
        // see lecture 4
        int amount_val=list_base.nextInt();
        if (piece_node==-1||amount_val<=0||res_box[piece_node] < amount_val) box_store();
        else res_box[piece_node]-=amount_val;
      }
      if (level_box.equals("transfer"))
      {
        // this part does the calculation
        int dato_zahl=cur_cell(list_base.next());
        int amount_val=list_base.nextInt();
        // read the input
        if (piece_node==-1||dato_zahl==-1||amount_val<=0||res_box[piece_node] < amount_val) box_store();
        else
        {
          res_box[piece_node]-=amount_val;
          res_box[dato_zahl]+=amount_val;
        }
      }
      level_box=list_base.next();
    }
    int old_box=0;
    for (int obj_state=0; obj_state < entry_level; obj_state++) old_box+=res_box[obj_state];
    System.out.println("total "+old_box);
  }
}
