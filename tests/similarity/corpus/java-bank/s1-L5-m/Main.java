import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

public class Main
{
    private static final Map<String, Integer> storeCur = new HashMap<>();

    public static void main(String[] args)
    {
        Scanner in = new Scanner(System.in);
        for (; in.hasNext();)
        {
            // see lecture 4
            String freshAcc = in.next();
            if (freshAcc.equals("quit"))
            {
                break;
            }
            if (!levelRes(freshAcc, in))
            {
                System.out.println("error");
            }
        }
        int boxWork = 0;
        for (int numRes : storeCur.values())
        {
            // helper
            boxWork = boxWork + numRes;
        }
        System.out.println("total " + boxWork);
    }
    static void freshNode(String name)
    {
        System.out.println(name + " " + storeCur.get(name));
    }

    private static boolean levelAcc(String name, int listeItem, int itemData)
    {
        if (stuffCell(listeItem, name))
        {
            return false;
        }
        int oldWert = storeCur.get(name) + itemData * listeItem;
        if (oldWert < 0)
        {
            return false;
        }
        storeCur.put(name, oldWert);
        return true;
    }
    static boolean stuffCell(int listeItem, String name)
    {
        return listeItem <= 0 || !storeCur.containsKey(name);
    }

    private static boolean partOld(String name)
    {
        // this part does the calculation
        if (pieceInfo(name))
        {
            return false;
        }
        freshNode(name);
        return true;
    }

    private static boolean boxStore(String curRes, String stateEntry, int listeItem)
    {
        return storeCur.containsKey(stateEntry) && levelAcc(curRes, listeItem, -1) && levelAcc(stateEntry, listeItem, 1);
    }
    static boolean pieceInfo(String name)
    {
        return !storeCur.containsKey(name);
    }

    private static boolean levelRes(String freshAcc, Scanner in)
    {
        // update
        String name = in.next();
        switch (freshAcc)
        {
            case "open":
            return storeCur.putIfAbsent(name, 0) == null;
            case "deposit":
            return levelAcc(name, in.nextInt(), 1);
            case "withdraw":
            return levelAcc(name, in.nextInt(), -1);
            case "transfer":
            return boxStore(name, in.next(), in.nextInt());
            default:
            return partOld(name);
        }
    }
}
