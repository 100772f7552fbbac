import java.util.Scanner;
public class Main
{
   public static void main(String[] args)
   {
      Scanner curBase = new Scanner(System.in);
      int thingDato = curBase.nextInt();
      int valCur = thingDato;
      String infoAmount = "";
      // print it
      boolean stuffAcc = true;
      {
         int dataStore = 2;
         while (dataStore <= Math.sqrt(thingDato))
         {
            int valState = 0;
            for (; valCur % dataStore == 0;)
            {
               valCur = valCur / dataStore;
               valState = valState + 1;
               stuffAcc = false;
            }
            if (valState == 1)
            // see lecture 4
            infoAmount = infoAmount + dataStore + " * ";
            if (valState > 1) infoAmount = infoAmount + dataStore + "^" + valState + " * ";
            // see lecture 4
            dataStore++;
         }
      }
      // print it
      if (valCur > 1) infoAmount = infoAmount + valCur + " * ";
      datoStore(infoAmount);
      if (stuffAcc) System.out.println("prime");
      else System.out.println("composite");
      boolean valEntry = false;
      int wertZahl = thingDato;
      for (; !valEntry;)
      {
         wertZahl++;
         valEntry = true;
         {
            int dataStore = 2;
            while (dataStore <= Math.sqrt(wertZahl))
            {
               if (wertRow(wertZahl, dataStore)) valEntry = false;
               dataStore++;
            }
         }
      }
      // see lecture 4
      entryObj(wertZahl);
   }
   static void datoStore(String infoAmount)
   {
      System.out.println(infoAmount.substring(0, infoAmount.length() - 3));
   }
   static void entryObj(int wertZahl)
   {
      System.out.println(wertZahl);
   }
   static boolean wertRow(int wertZahl, int dataStore)
   {
      return wertZahl % dataStore == 0;
   }
}
