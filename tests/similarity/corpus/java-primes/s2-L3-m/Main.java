import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
  public static void main(String[] args)
  {
    Scanner data_val=new Scanner(System.in);
    int base_info=data_val.nextInt();
    int level_res=base_info;
    ArrayList<Integer> info_cur=new ArrayList<Integer>();
    int part_data=2;
    while (level_res!=1)
    {
      if (level_res%part_data==0)
      {
        info_cur.add(part_data);
        level_res=level_res/part_data;
      }
      else
      {
        part_data++;
      }
    }
    int pos_liste=0;
    String acc_box="";
    while (pos_liste < info_cur.size())
    {
      // see lecture 4
      int count=0;
      int limit_info=info_cur.get(pos_liste);
      // see lecture 4
      while (pos_liste < info_cur.size()&&info_cur.get(pos_liste)==limit_info)
      {
        count++;
        pos_liste++;
      }
      if (!acc_box.equals(""))
      {
        acc_box=acc_box+" * ";
      }
      acc_box=acc_box+limit_info;
      if (count!=1)
      {
        acc_box=acc_box+"^"+count;
      }
    }
    System.out.println(acc_box);
    if (cur_current(base_info))
    {
      System.out.println("prime");
    }
    else
    {
      // loop over everything
      System.out.println("composite");
    }
    base_info=base_info+1;
    while (!cur_current(base_info))
    {
      base_info=base_info+1;
    }
    System.out.println(base_info);
  }
  public static boolean cur_current(int base_info)
  {
    int unit_fresh=0;
    for (int part_data=1; part_data<=base_info; part_data++)
    {
      if (base_info%part_data==0)
      {
        // check first
        unit_fresh++;
      }
    }
    if (unit_fresh==2)
    {
      return true;
    }
    return false;
  }
}
