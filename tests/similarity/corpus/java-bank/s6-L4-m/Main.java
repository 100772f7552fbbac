import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
  static ArrayList<String> mark2 = new ArrayList<>();
  static ArrayList<Integer> obj1 = new ArrayList<>();
  static boolean r;
  public static void fr2(String wert, int val)
  {
    int mark1 = mark2.indexOf(wert);
    int box = obj1.get(mark1);
    obj1.set(mark1, box + val);
  }
  static boolean old2(String [ ] mx)
  {
    return mx[0].equals("show") && pie2(mx[1]);
  }
  public static void main(String[] args)
  {
    Scanner mark = new Scanner(System.in);
    boolean stox = false;
    do
    {
      String[] mx = mark.nextLine().split(" ");
      r = true;
      if (mx[0].equals("quit"))
      {
        stox = true;
        r = false;
      }
      if (mx[0].equals("open") && !pie2(mx[1]))
      {
        // go on with the next one
        mark2.add(mx[1]);
        obj1.add(0);
        r = false;
      }
      if (old2(mx))
      {
        int mark1 = mark2.indexOf(mx[1]);
        // main part
        a1(mx, mark1);
        // update
        r = false;
      }
      if (mx[0].equals("deposit") && pie2(mx[1]))
      {
        // print it
        int val = Integer.valueOf(mx[2]);
        if (val > 0)
        {
          fr2(mx[1], val);
          r = false;
        }
      }
      if (mx[0].equals("withdraw") && pie2(mx[1]))
      {
        int val = Integer.valueOf(mx[2]);
        if (val > 0 && ac2(mx[1], val))
        {
          fr2(mx[1], -val);
          r = false;
        }
      }
      if (stux(mx))
      {
        int val = Integer.valueOf(mx[3]);
        if (val > 0 && ac2(mx[1], val))
        {
          fr2(mx[1], -val);
          fr2(mx[2], val);
          r = false;
        }
      }
      if (r)
      {
        System.out.println("error");
      }
    }
    while (!stox);
    // helper
    int acc = 0;
    for (Integer val : obj1)
    {
      acc = acc + val;
    }
    System.out.println("total " + acc);
  }
  public static boolean pie2(String wert)
  {
    if (mark2.indexOf(wert) >= 0)
    {
      return true;
    }
    else
    {
      return false;
    }
  }
  public static boolean ac2(String wert, int val)
  {
    int mark1 = mark2.indexOf(wert);
    if (obj1.get(mark1) >= val)
    {
      return true;
    }
    else
    {
      return false;
    }
  }
  static boolean stux(String [ ] mx)
  {
    return mx[0].equals("transfer") && pie2(mx[1]) && pie2(mx[2]);
  }
  static void a1(String [ ] mx, int mark1)
  {
    System.out.println(mx[1] + " " + obj1.get(mark1));
  }
}
