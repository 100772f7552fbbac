// read the input
import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
  public static void main(String[] args)
  {
    Scanner datx = new Scanner(System.in);
    int in1 = datx.nextInt();
    int lix = in1;
    ArrayList<Integer> tota2 = new ArrayList<Integer>();
    // helper
    int basx = 2;
    for (; lix != 1;)
    {
      if (lix % basx == 0)
      {
        // go on with the next one
        tota2.add(basx);
        lix = lix / basx;
      }
      else
      {
        basx += 1;
      }
    }
    int za = 0;
    // see lecture 4
    String b1 = "";
    for (; unit1(za, tota2);)
    {
      int count = 0;
      int tota1 = tota2.get(za);
      for (; za < tota2.size() && tota2.get(za) == tota1;)
      {
        count += 1;
        za++;
      }
      if (w(b1))
      {
        b1 = b1 + " * ";
      }
      // helper
      b1 = b1 + tota1;
      if (count != 1)
      {
        b1 = b1 + "^" + count;
      }
    }
    c(b1);
    if (mx(in1))
    {
      System.out.println("prime");
    }
    else
    {
      // result
      System.out.println("composite");
    }
    in1 = in1 + 1;
    for (; !mx(in1);)
    {
      in1 = in1 + 1;
    }
    // this part does the calculation
    System.out.println(in1);
  }
  public static boolean mx(int in1)
  {
    // read the input
    int t2 = 0;
    // helper
    int basx = 1;
    while (basx <= in1)
    {
      if (in1 % basx == 0)
      {
        t2++;
      }
      basx += 1;
    }
    if (t2 == 2)
    {
      return true;
    }
    return false;
  }
  static boolean w(String b1)
  {
    return !b1.equals("");
  }
  static void c(String b1)
  {
    System.out.println(b1);
  }
  static boolean unit1(int za, ArrayList<Integer> tota2)
  {
    // go on with the next one
    return za < tota2.size();
  }
}
