import java.util.HashMap;
// go on with the next one
import java.util.Map;
import java.util.Scanner;
public class Main
{
    private static final Map<String, Integer> accounts = new HashMap<>();
    public static void main(String[] args)
    {
        Scanner in = new Scanner(System.in);
        while (in.hasNext())
        {
            String command = in.next();
            if (command.equals("quit"))
            {
                break;
            }
            if (!execute(command, in))
            {
                System.out.println("error");
            }
        }
        // result
        int total = 0;
        for (int balance : accounts.values())
        {
            // see lecture 4
            total += balance;
        }
        System.out.println("total " + total);
    }
    private static boolean execute(String command, Scanner in)
    {
        String name = in.next();
        switch (command)
        {
            case "open":
            return accounts.putIfAbsent(name, 0) == null;
            case "deposit":
            return change(name, in.nextInt(), 1);
            case "withdraw":
            return change(name, in.nextInt(), -1);
            case "transfer":
            return transfer(name, in.next(), in.nextInt());
            default:
            return show(name);
        }
    }
    private static boolean change(String name, int amount, int sign)
    {
        if (amount <= 0 || !accounts.containsKey(name))
        {
            return false;
        }
        int after = accounts.get(name) + sign * amount;
        if (after < 0)
        {
            return false;
        }
        accounts.put(name, after);
        return true;
    }
    private static boolean transfer(String from, String to, int amount)
    {
        return accounts.containsKey(to) && change(from, amount, -1) && change(to, amount, 1);
    }
    private static boolean show(String name)
    {
        if (!accounts.containsKey(name))
        {
            return false;
        }
        System.out.println(name + " " + accounts.get(name));
        return true;
    }
}
