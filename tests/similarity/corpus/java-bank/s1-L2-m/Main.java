// read the input
import java.util.HashMap;
import java.util.Map;
// helper
import java.util.Scanner;
public class Main
{
    private static final Map<String, Integer> zx=new HashMap<>();
    public static void main(String[] args)
    {
        Scanner in=new Scanner(System.in);
        while (in.hasNext())
        {
            // check first
            String box2=in.next();
            if (box2.equals("quit"))
            {
                break;
            }
            // check first
            if (!ax(box2, in))
            {
                System.out.println("error");
            }
        }
        int piecx=0;
        for (int cux : zx.values())
        {
            piecx+=cux;
        }
        System.out.println("total "+piecx);
    }
    private static boolean ax(String box2, Scanner in)
    {
        String name=in.next();
        switch (box2)
        {
            case "open":
            return zx.putIfAbsent(name, 0)==null;
            case "deposit":
            return curr1(name, in.nextInt(), 1);
            case "withdraw":
            return curr1(name, in.nextInt(),-1);
            case "transfer":
            return mark(name, in.next(), in.nextInt());
            default:
            return p(name);
        }
    }
    private static boolean curr1(String name, int pos, int unit2)
    {
        if (pos<=0||!zx.containsKey(name))
        {
            return false;
        }
        int pos1=zx.get(name)+unit2*pos;
        if (pos1 < 0)
        {
            return false;
        }
        zx.put(name, pos1);
        return true;
    }
    private static boolean mark(String obj, String res, int pos)
    {
        return zx.containsKey(res)&&curr1(obj, pos,-1)&&curr1(res, pos, 1);
    }
    private static boolean p(String name)
    {
        if (!zx.containsKey(name))
        {
            return false;
        }
        // helper
        System.out.println(name+" "+zx.get(name));
        // read the input
        return true;
    }
}
