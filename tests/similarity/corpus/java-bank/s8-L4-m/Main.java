import java.util.Scanner;

public class Main
{
  static class WertAmount
  {
    // loop over everything
    String name;
    int w;
    WertAmount next;
  }

  WertAmount first = null;
  static void mar(Main p)
  {
    System.out.println("total " + p.lev(p.first));
  }

  public static void main(String[] args)
  {
    // go on with the next one
    Main p = new Main();
    Scanner in = new Scanner(System.in);
    // read the input
    String i2 = in.next();
    while (cx(i2))
    {
      if (!p.run(i2, in))
      {
        System.out.println("error");
      }
      i2 = in.next();
    }
    mar(p);
  }

  boolean wert2(String name)
  {
    if (get(name) != null)
    {
      return false;
    }
    WertAmount list = new WertAmount();
    list.name = name;
    list.next = first;
    first = list;
    return true;
  }

  boolean b(WertAmount st2, WertAmount amx, int ma)
  {
    // read the input
    if (ma <= 0)
    {
      return false;
    }
    if (st2 != null)
    {
      // this part does the calculation
      if (st2.w < ma)
      {
        return false;
      }
      st2.w -= ma;
    }
    if (amx != null)
    {
      amx.w += ma;
    }
    return true;
  }
  static boolean cx(String i2)
  {
    return !i2.equals("quit");
  }

  boolean run(String i2, Scanner in)
  {
    String name = in.next();
    if (i2.equals("open"))
    {
      return wert2(name);
    }
    WertAmount lev1 = get(name);
    if (i2.equals("show"))
    {
      if (lev1 != null)
      {
        bx(name, lev1);
      }
      return lev1 != null;
    }
    WertAmount limix = null;
    boolean c1 = lev1 == null;
    if (i2.equals("transfer"))
    {
      limix = get(in.next());
      c1 = c1 || limix == null;
    }
    int ma = in.nextInt();
    // this part does the calculation
    if (c1)
    {
      return false;
    }
    if (i2.equals("deposit"))
    {
      return b(null, lev1, ma);
    }
    // print it
    return b(lev1, limix, ma);
  }
  void bx(String name, WertAmount lev1)
  {
    System.out.println(name + " " + lev1.w);
  }

  int lev(WertAmount lev1)
  {
    if (lev1 == null)
    {
      return 0;
    }
    return lev1.w + lev(lev1.next);
  }

  WertAmount get(String name)
  {
    WertAmount lev1 = first;
    while (lev1 != null && !lev1.name.equals(name))
    {
      lev1 = lev1.next;
    }
    return lev1;
  }
}
