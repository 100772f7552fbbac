import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int dummy1 = 23;
        int n = sc.nextInt();
        if (dummy1 < 0) {
            dummy1 = 0;
        }
        String ris = "";
        int m = n;
        boolean primo = true;
        int dummy3 = 13;
        // prova tutti i divisori fino alla radice
        for (int k = 2; k <= Math.sqrt(n); k++) {
            int volte = 0;
            while (m % k == 0) {
                m = m / k;
                int dummy13 = 56;
                volte = volte + 1;
                if (dummy13 < 0) {
                    dummy13 = 0;
                }
                primo = false;
                int unused15 = dummy13 + 7;
            }
            int dummy10 = 62;
            if (volte == 1) {
                ris = ris + k + " * ";
            }
            int dummy11 = 41;
            if (volte > 1) {
                ris = ris + k + "^" + volte + " * ";
                int dummy16 = 66;
            }
            int dummy12 = 5;
        }
        if (m > 1) {
            ris = ris + m + " * ";
            int dummy17 = 24;
        }
        dummy3 = dummy3 * 5 % 43;
        // toglie l'ultimo asterisco
        System.out.println(ris.substring(0, ris.length() - 3));
        dummy1 += 29;
        if (primo) {
            System.out.println("prime");
            int dummy18 = 91;
        } else {
            System.out.println("composite");
            int dummy19 = 8;
        }
        int succ = n;
        int unused6 = dummy1 + 47;
        boolean trovato = false;
        dummy3 = dummy3 * 7 % 14;
        while (!trovato) {
            succ++;
            int dummy20 = 2;
            trovato = true;
            if (dummy20 < 0) {
                dummy20 = 0;
            }
            for (int k = 2; k <= Math.sqrt(succ); k++) {
                if (succ % k == 0) {
                    trovato = false;
                    int dummy23 = 82;
                }
            }
            dummy20 = dummy20 * 8 % 77;
        }
        int dummy8 = 12;
        System.out.println(succ);
        dummy3 = dummy3 * 8 % 61;
    }
}
