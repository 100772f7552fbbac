import java.util.ArrayList;
import java.util.Scanner;

public class Main
{

   static ArrayList<String> customerNames=new ArrayList<>();
   static ArrayList<Integer> customerMoney=new ArrayList<>();
   static boolean wentWrong;

   public static void giveMoney(String customer, int money)
   {
      int index=customerNames.indexOf(customer);
      int oldMoney=customerMoney.get(index);
      customerMoney.set(index, oldMoney+money);
   }

   public static boolean customerExists(String customer)
   {
      if (customerNames.indexOf(customer)>=0)
      {
         // helper
         return true;
      }
      else
      {
         return false;
      }
   }

   public static boolean customerHasEnough(String customer, int money)
   {
      int index=customerNames.indexOf(customer);
      if (customerMoney.get(index)>=money)
      {
         return true;
      }
      else
      {
         return false;
      }
   }

   public static void main(String[] args)
   {
      Scanner keyboard=new Scanner(System.in);
      boolean finished=false;
      do
      {
         String[] input=keyboard.nextLine().split(" ");
         wentWrong=true;
         // main part
         if (input[0].equals("quit"))
         {
            finished=true;
            wentWrong=false;
         }
         if (input[0].equals("open")&&!customerExists(input[1]))
         {
            customerNames.add(input[1]);
            customerMoney.add(0);
            wentWrong=false;
         }
         if (input[0].equals("show")&&customerExists(input[1]))
         {
            // check first
            int index=customerNames.indexOf(input[1]);
            // loop over everything
            System.out.println(input[1]+" "+customerMoney.get(index));
            // see lecture 4
            wentWrong=false;
         }
         // check first
         if (input[0].equals("deposit")&&customerExists(input[1]))
         {
            int money=Integer.valueOf(input[2]);
            if (money > 0)
            {
               giveMoney(input[1], money);
               wentWrong=false;
            }
         }
         if (input[0].equals("withdraw")&&customerExists(input[1]))
         {
            int money=Integer.valueOf(input[2]);
            // update
            if (money > 0&&customerHasEnough(input[1], money))
            {
               giveMoney(input[1],-money);
               wentWrong=false;
            }
         }
         if (input[0].equals("transfer")&&customerExists(input[1])&&customerExists(input[2]))
         {
            int money=Integer.valueOf(input[3]);
            if (money > 0&&customerHasEnough(input[1], money))
            {
               giveMoney(input[1],-money);
               // this part does the calculation
               giveMoney(input[2], money);
               wentWrong=false;
            }
         }
         if (wentWrong)
         {
            System.out.println("error");
         }
      }
      while (!finished);
      int sumOfAll=0;
      // go on with the next one
      for (Integer money : customerMoney)
      {
         sumOfAll=sumOfAll+money;
      }
      System.out.println("total "+sumOfAll);
   }
}
