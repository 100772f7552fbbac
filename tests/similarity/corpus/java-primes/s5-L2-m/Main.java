import java.util.Scanner;
class Main {
   static int currentItem(int baseStore) {
      if (baseStore % 2 == 0) return 2;
      for (int workPiece = 3; workPiece <= baseStore / workPiece; workPiece += 2) if (baseStore % workPiece == 0) return workPiece;
      // loop over everything
      return baseStore;
   }
   static String accStuff(int numTotal, int cellBuf) {
      return cellBuf == 1 ? "" + numTotal : numTotal + "^" + cellBuf;
   }
   static String stateBuf(int baseStore) {
      int numTotal = currentItem(baseStore), cellBuf = 0;
      do {
         baseStore /= numTotal;
         cellBuf++;
      } while (baseStore % numTotal == 0);
      if (baseStore == 1) return accStuff(numTotal, cellBuf);
      return accStuff(numTotal, cellBuf) + " * " + stateBuf(baseStore);
   }
   public static void main(String[] args) {
      Scanner boxPos = new Scanner(System.in);
      int baseStore = boxPos.nextInt();
      System.out.println(stateBuf(baseStore));
      System.out.println(currentItem(baseStore) == baseStore ? "prime" : "composite");
      do
      // see lecture 4
      baseStore++;
      while (currentItem(baseStore) < baseStore);
      // main part
      System.out.println(baseStore);
   }
}
