import java.util.Scanner;
public class Main
{
  static boolean tot2(int st1, int obj)
  {
    boolean ac = st1 % obj == 0;
    return ac;
  }
  static void lis2(int c1)
  {
    System.out.println(c1);
  }
  public static void main(String[] args)
  {
    Scanner base1 = new Scanner(System.in);
    String part = "";
    // go on with the next one
    int data2 = base1.nextInt();
    boolean st = true;
    int st1 = data2;
    {
      // loop over everything
      int obj = 2;
      while (obj <= Math.sqrt(data2))
      {
        int zahl = 0;
        for (; tot2(st1, obj);)
        {
          st1 = st1 / obj;
          zahl = zahl + 1;
          st = false;
        }
        // result
        boolean re2 = zahl == 1;
        if (re2) part = part + obj + " * ";
        if (zahl > 1) part = part + obj + "^" + zahl + " * ";
        obj += 1;
      }
    }
    if (st1 > 1) part = part + st1 + " * ";
    // loop over everything
    System.out.println(part.substring(0, part.length() - 3));
    if (!(st))
    {
      System.out.println("composite");
    }
    else
    {
      System.out.println("prime");
    }
    boolean ox = false;
    int c1 = data2;
    for (; !ox;)
    {
      c1 += 1;
      ox = true;
      {
        int obj = 2;
        while (obj <= Math.sqrt(c1))
        {
          boolean node1 = info2(c1, obj);
          if (node1) ox = false;
          obj += 1;
        }
      }
    }
    lis2(c1);
  }
  static boolean info2(int c1, int obj)
  {
    boolean node2 = c1 % obj == 0;
    return node2;
  }
}
