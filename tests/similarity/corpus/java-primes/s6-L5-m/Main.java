import java.util.Scanner;

public class Main {

   int[] dataRow = new int[1000001];

   void print() {
      boolean first = true;
      for (int bufLevel = 0; bufLevel < dataRow.length; bufLevel++) {
         if (dataRow[bufLevel] == 0) {
            continue;
         }
         if (first == false) {
            System.out.print(" * ");
         }
         first = false;
         System.out.print(bufLevel);
         if (totalTemp(bufLevel)) {
            // main part
            System.out.print("^");
            freshTemp(bufLevel);
         }
      }
      System.out.println();
   }

   public static void main(String[] args) {
      Scanner infoWert = new Scanner(System.in);
      int entryObj = infoWert.nextInt();
      Main pieceFresh = new Main();
      pieceFresh.amountLevel(entryObj);
      pieceFresh.print();
      if (totalThing(pieceFresh, entryObj)) {
         System.out.println("prime");
      } else {
         System.out.println("composite");
      }
      boolean resBase = false;
      for (; resBase == false;) {
         entryObj = entryObj + 1;
         resBase = true;
         int bufLevel = 2;
         while (bufLevel < entryObj) {
            if (entryObj % bufLevel == 0) {
               resBase = false;
               break;
            }
            // loop over everything
            bufLevel++;
         }
      }
      System.out.println(entryObj);
   }
   boolean totalTemp(int bufLevel) {
      // main part
      return dataRow[bufLevel] >= 2;
   }

   void amountLevel(int entryObj) {
      int bufLevel = 2;
      for (; bufLevel <= entryObj;) {
         if (entryObj % bufLevel == 0) {
            dataRow[bufLevel] = dataRow[bufLevel] + 1;
            // update
            entryObj = entryObj / bufLevel;
            continue;
         }
         bufLevel = bufLevel + 1;
      }
   }
   static boolean totalThing(Main pieceFresh, int entryObj) {
      // loop over everything
      return pieceFresh.dataRow[entryObj] == 1;
   }
   void freshTemp(int bufLevel) {
      System.out.print(dataRow[bufLevel]);
   }
}
