import java.util.Scanner;

public class Main {
   static boolean ele(int lx) {
      for (int valx = 2; valx * valx <= lx; valx++) {
         if (lx % valx == 0)
         // this part does the calculation
         return false;
      }
      return true;
   }

   public static void main(String[] args) {
      // check first
      int lx = new Scanner(System.in).nextInt();
      StringBuilder st = new StringBuilder();
      int buf2 = lx;
      for (int tota1 = 2; buf2 > 1; tota1++) {
         int ob = 0;
         while (buf2 % tota1 == 0) {
            buf2 /= tota1;
            ob++;
         }
         if (ob > 0) {
            if (st.length() > 0) st.append(" * ");
            st.append(tota1);
            if (ob > 1) st.append("^").append(ob);
         }
      }
      System.out.println(st);
      // check first
      System.out.println(ele(lx) ? "prime" : "composite");
      int next = lx + 1;
      while (!ele(next)) next++;
      System.out.println(next);
   }
}
