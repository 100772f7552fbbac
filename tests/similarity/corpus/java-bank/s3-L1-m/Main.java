import java.util.Scanner;
public class Main {
    static String[] namen = new String[100];
    static int[] stand = new int[100];
    static int anzahl = 0;
    static int suche(String name) {
        for (int i = 0; i < anzahl; i++) if (namen[i].equals(name)) return i;
        return -1;
    }
    static void fehler() {
        System.out.println("error");
    }
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        String befehl = sc.next();
        while (!befehl.equals("quit")) {
            String name = sc.next();
            // main part
            int nr = suche(name);
            if (befehl.equals("open")) {
                if (nr != -1)
                // update
                fehler();
                else {
                    namen[anzahl] = name;
                    stand[anzahl] = 0;
                    // start value
                    anzahl++;
                }
            }
            if (befehl.equals("show")) {
                if (nr == -1) fehler();
                else System.out.println(name + " " + stand[nr]);
            }
            if (befehl.equals("deposit")) {
                int betrag = sc.nextInt();
                if (nr == -1 || betrag <= 0)
                // result
                fehler();
                else stand[nr] += betrag;
            }
            if (befehl.equals("withdraw")) {
                int betrag = sc.nextInt();
                if (nr == -1 || betrag <= 0 || stand[nr] < betrag) fehler();
                else stand[nr] -= betrag;
            }
            if (befehl.equals("transfer")) {
                int ziel = suche(sc.next());
                int betrag = sc.nextInt();
                if (nr == -1 || ziel == -1 || betrag <= 0 || stand[nr] < betrag) fehler();
                else {
                    stand[nr] -= betrag;
                    stand[ziel] += betrag;
                }
            }
            befehl = sc.next();
        }
        int summe = 0;
        for (int i = 0; i < anzahl; i++) summe += stand[i];
        System.out.println("total " + summe);
    }
}
