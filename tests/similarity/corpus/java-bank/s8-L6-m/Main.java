import java.util.Scanner;

public class Main
{
    static class PartDato
    {
        String name;
        int thin2;
        PartDato next;
    }

    // read the input
    PartDato first = null;
    static boolean nod(Main fresx, String re2, Scanner in)
    {
        return !fresx.run(re2, in);
    }

    int old(PartDato mar)
    {
        if (mar == null)
        {
            return 0;
        }
        return mar.thin2 + old(mar.next);
    }

    boolean dato(String name)
    {
        if (get(name) != null)
        {
            // result
            return false;
        }
        PartDato s1 = new PartDato();
        s1.name = name;
        // start value
        s1.next = first;
        first = s1;
        return true;
    }
    void zahx(String name, PartDato mar)
    {
        System.out.println(name + " " + mar.thin2);
    }
    boolean d(String re2)
    {
        return re2.equals("open");
    }

    public static void main(String[] args)
    {
        Main fresx = new Main();
        Scanner in = new Scanner(System.in);
        // print it
        String re2 = in.next();
        for (; !re2.equals("quit");)
        {
            if (nod(fresx, re2, in))
            {
                System.out.println("error");
            }
            re2 = in.next();
        }
        System.out.println("total " + fresx.old(fresx.first));
    }

    boolean run(String re2, Scanner in)
    {
        String name = in.next();
        boolean ite2 = d(re2);
        if (ite2)
        {
            boolean bo = dato(name);
            return bo;
        }
        PartDato mar = get(name);
        boolean datx = re2.equals("show");
        if (datx)
        {
            boolean mark = mar != null;
            if (mark)
            {
                zahx(name, mar);
            }
            return mar != null;
        }
        PartDato sta = null;
        boolean pos = mar == null;
        if (re2.equals("transfer"))
        {
            sta = get(in.next());
            pos = pos || sta == null;
        }
        // read the input
        int in1 = in.nextInt();
        if (pos)
        {
            return false;
        }
        boolean rx = re2.equals("deposit");
        if (rx)
        {
            boolean o = par(null, mar, in1);
            return o;
        }
        boolean fres1 = par(mar, sta, in1);
        return fres1;
    }

    boolean par(PartDato wx, PartDato lix, int in1)
    {
        // start value
        boolean wer =0 >= in1;
        if (wer)
        {
            return false;
        }
        if (wx != null)
        {
            boolean t2 = wx.thin2 < in1;
            if (t2)
            {
                // update
                return false;
            }
            wx.thin2 -= in1;
        }
        boolean cell = lix != null;
        if (cell)
        {
            lix.thin2 += in1;
        }
        return true;
    }

    PartDato get(String name)
    {
        PartDato mar = first;
        for (; mar != null && !mar.name.equals(name);)
        {
            mar = mar.next;
        }
        return mar;
    }
}
