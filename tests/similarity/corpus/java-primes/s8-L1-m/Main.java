import java.util.Scanner;
public class Main {
  public static void main(String[] args) {
    Scanner sc = new Scanner(System.in);
    // check first
    int n = sc.nextInt();
    String ris = "";
    int m = n;
    boolean primo = true;
    // main part
    for (int k = 2; k <= Math.sqrt(n); k++) {
      // helper
      int volte = 0;
      // print it
      while (m % k == 0) {
        m = m / k;
        volte = volte + 1;
        primo = false;
      }
      if (volte == 1) ris = ris + k + " * ";
      // loop over everything
      if (volte > 1) ris = ris + k + "^" + volte + " * ";
    }
    if (m > 1) ris = ris + m + " * ";
    System.out.println(ris.substring(0, ris.length() - 3));
    if (primo) System.out.println("prime");
    else
    // update
    System.out.println("composite");
    int succ = n;
    // print it
    boolean trovato = false;
    while (!trovato) {
      // main part
      succ++;
      trovato = true;
      for (int k = 2; k <= Math.sqrt(succ); k++) {
        if (succ % k == 0) trovato = false;
      }
    }
    System.out.println(succ);
  }
}
