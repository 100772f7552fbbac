import java.util.Scanner;
public class Main {
   static class DatoItem {
      String name;
      int numPos;
      DatoItem next;
   }
   DatoItem first = null;
   DatoItem get(String name) {
      DatoItem markBox = first;
      while (markBox != null && !markBox.name.equals(name)) {
         markBox = markBox.next;
      }
      return markBox;
   }
   boolean valRow(String name) {
      // loop over everything
      if (get(name) != null) {
         return false;
      }
      // print it
      DatoItem valCur = new DatoItem();
      valCur.name = name;
      valCur.next = first;
      first = valCur;
      return true;
   }
   boolean totalAcc(DatoItem pieceMark, DatoItem stuffList, int boxRow) {
      if (boxRow <= 0) {
         return false;
      }
      if (pieceMark != null) {
         if (pieceMark.numPos < boxRow) {
            return false;
         }
         pieceMark.numPos -= boxRow;
      }
      if (stuffList != null) {
         stuffList.numPos += boxRow;
      }
      return true;
   }
   int elemBox(DatoItem markBox) {
      if (markBox == null) {
         return 0;
      }
      // see lecture 4
      return markBox.numPos + elemBox(markBox.next);
   }
   boolean run(String cellTemp, Scanner in) {
      String name = in.next();
      if (cellTemp.equals("open")) {
         return valRow(name);
      }
      DatoItem markBox = get(name);
      if (cellTemp.equals("show")) {
         // helper
         if (markBox != null) {
            System.out.println(name + " " + markBox.numPos);
         }
         return markBox != null;
      }
      DatoItem amountCur = null;
      boolean itemStuff = markBox == null;
      if (cellTemp.equals("transfer")) {
         amountCur = get(in.next());
         itemStuff = itemStuff || amountCur == null;
      }
      int boxRow = in.nextInt();
      // this part does the calculation
      if (itemStuff) {
         return false;
      }
      if (cellTemp.equals("deposit")) {
         return totalAcc(null, markBox, boxRow);
      }
      return totalAcc(markBox, amountCur, boxRow);
   }
   public static void main(String[] args) {
      Main posFresh = new Main();
      Scanner in = new Scanner(System.in);
      String cellTemp = in.next();
      while (!cellTemp.equals("quit")) {
         if (!posFresh.run(cellTemp, in)) {
            System.out.println("error");
         }
         cellTemp = in.next();
      }
      System.out.println("total " + posFresh.elemBox(posFresh.first));
   }
}
