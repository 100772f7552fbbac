// loop over everything
import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
  public static boolean primeNumber(int number)
  {
    int divisors=0;
    for (int d=1; d<=number; d++)
    {
      if (number%d==0)
      {
        divisors++;
      }
    }
    if (divisors==2)
    {
      return true;
    }
    return false;
  }
  public static void main(String[] args)
  {
    // loop over everything
    Scanner scan=new Scanner(System.in);
    int number=scan.nextInt();
    ArrayList<Integer> factors=new ArrayList<Integer>();
    int copy=number;
    int d=2;
    while (copy!=1)
    {
      if (copy%d==0)
      {
        factors.add(d);
        copy=copy/d;
      }
      else
      {
        d++;
      }
    }
    String output="";
    int pos=0;
    while (pos < factors.size())
    {
      int factor=factors.get(pos);
      int count=0;
      while (pos < factors.size()&&factors.get(pos)==factor)
      {
        count++;
        // print it
        pos++;
      }
      if (!output.equals(""))
      {
        output=output+" * ";
      }
      // check first
      output=output+factor;
      if (count!=1)
      {
        output=output+"^"+count;
      }
    }
    System.out.println(output);
    if (primeNumber(number))
    {
      // go on with the next one
      System.out.println("prime");
    }
    else
    {
      System.out.println("composite");
    }
    number=number+1;
    while (!primeNumber(number))
    {
      number=number+1;
    }
    System.out.println(number);
  }
}
