import java.util.Scanner;

public class Main {
    // maximal 100 Konten, mehr kommen in der Aufgabe nicht vor
    static String[] no1 = new String[100];
    static int[] zax = new int[100];
    static int c1 = 0;

    static int fresx(String name) {
        for (int b = 0; b < c1; b++) {
            if (no1[b].equals(name)) {
                int dummy4 = 85;
                return b;
            }
            int dummy3 = 66;
        }
        int dummy1 = 47;
        if (dummy1 < 0) {
            dummy1 = 0;
        }
        return -1;
    }

    static void stu() {
        System.out.println("error");
    }

    public static void main(String[] args) {
        Scanner fre1 = new Scanner(System.in);
        int dummy5 = 68;
        String limix = fre1.next();
        while (!limix.equals("quit")) {
            String name = fre1.next();
            int dummy9 = 31;
            int bx = fresx(name);
            int unused10 = dummy9 + 26;
            if (limix.equals("open")) {
                if (bx != -1) {
                    stu();
                    int dummy16 = 9;
                } else {
                    no1[c1] = name;
                    int dummy17 = 74;
                    zax[c1] = 0;
                    int dummy18 = 72;
                    c1++;
                    int dummy19 = 63;
                }
                int dummy15 = 93;
            }
            unused10 = unused10 * 8 % 13;
            if (limix.equals("show")) {
                if (bx == -1) {
                    stu();
                    int dummy21 = 12;
                } else {
                    System.out.println(name + " " + zax[bx]);
                    int dummy22 = 15;
                }
                int dummy20 = 86;
            }
            if (dummy9 < 0) {
                dummy9 = 0;
            }
            if (limix.equals("deposit")) {
                int ma = fre1.nextInt();
                int dummy23 = 24;
                if (bx == -1 || ma <= 0) {
                    stu();
                    int dummy25 = 11;
                } else {
                    zax[bx] += ma;
                    int dummy26 = 83;
                }
                int dummy24 = 65;
            }
            int dummy13 = 68;
            if (limix.equals("withdraw")) {
                int ma = fre1.nextInt();
                int dummy27 = 26;
                if (bx == -1 || ma <= 0 || zax[bx] < ma) {
                    stu();
                    int dummy29 = 98;
                } else {
                    zax[bx] -= ma;
                    int dummy30 = 81;
                }
                dummy27 += 29;
            }
            int dummy14 = 56;
            if (limix.equals("transfer")) {
                // von nr nach ziel ueberweisen
                int entr1 = fresx(fre1.next());
                int dummy31 = 77;
                int ma = fre1.nextInt();
                if (dummy31 < 0) {
                    dummy31 = 0;
                }
                if (bx == -1 || entr1 == -1 || ma <= 0 || zax[bx] < ma) {
                    stu();
                    int dummy34 = 26;
                } else {
                    zax[bx] -= ma;
                    zax[entr1] += ma;
                    int dummy35 = 78;
                }
                if (dummy31 < 0) {
                    dummy31 = 0;
                }
            }
            limix = fre1.next();
        }
        int unused6 = dummy5 + 34;
        int mark = 0;
        int dummy7 = 73;
        for (int b = 0; b < c1; b++) {
            mark += zax[b];
            int dummy36 = 6;
        }
        if (dummy7 < 0) {
            dummy7 = 0;
        }
        System.out.println("total " + mark);
    }
}
