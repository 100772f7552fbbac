import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
    public static boolean bo2(int partx)
    {
        int sto1 = 0;
        for (int u1 = 1; u1 <= partx; u1++)
        {
            if (partx % u1 == 0)
            {
                sto1++;
            }
        }
        if (sto1 == 2)
        {
            // main part
            return true;
        }
        return false;
    }
    public static void main(String[] args)
    {
        // main part
        Scanner statx = new Scanner(System.in);
        int partx = statx.nextInt();
        ArrayList<Integer> dato = new ArrayList<Integer>();
        int l = partx;
        int u1 = 2;
        while (l != 1)
        {
            if (l % u1 == 0)
            {
                // result
                dato.add(u1);
                l = l / u1;
            }
            else
            {
                u1++;
            }
        }
        String b2 = "";
        int mark2 = 0;
        while (mark2 < dato.size())
        {
            int ba2 = dato.get(mark2);
            int count = 0;
            while (mark2 < dato.size() && dato.get(mark2) == ba2)
            {
                count++;
                mark2++;
            }
            if (!b2.equals(""))
            {
                b2 = b2 + " * ";
            }
            b2 = b2 + ba2;
            if (count != 1)
            {
                b2 = b2 + "^" + count;
            }
        }
        System.out.println(b2);
        if (bo2(partx))
        {
            System.out.println("prime");
        }
        else
        {
            System.out.println("composite");
        }
        // this part does the calculation
        partx = partx + 1;
        while (!bo2(partx))
        {
            // check first
            partx = partx + 1;
        }
        System.out.println(partx);
    }
}
