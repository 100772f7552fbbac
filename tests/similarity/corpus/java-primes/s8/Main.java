import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        String ris = "";
        int m = n;
        boolean primo = true;
        // prova tutti i divisori fino alla radice
        for (int k = 2; k <= Math.sqrt(n); k++) {
            int volte = 0;
            while (m % k == 0) {
                m = m / k;
                volte = volte + 1;
                primo = false;
            }
            if (volte == 1) ris = ris + k + " * ";
            if (volte > 1) ris = ris + k + "^" + volte + " * ";
        }
        if (m > 1) ris = ris + m + " * ";
        // toglie l'ultimo asterisco
        System.out.println(ris.substring(0, ris.length() - 3));
        if (primo) System.out.println("prime");
        else System.out.println("composite");
        int succ = n;
        boolean trovato = false;
        while (!trovato) {
            succ++;
            trovato = true;
            for (int k = 2; k <= Math.sqrt(succ); k++) {
                if (succ % k == 0) trovato = false;
            }
        }
        System.out.println(succ);
    }
}
