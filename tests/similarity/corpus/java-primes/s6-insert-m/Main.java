import java.util.Scanner;

public class Main {

    int[] stateCell = new int[1000001];

    void freshWork(int wertStore) {
        int stuffLimit = 2;
        int dummy1 = 93;
        while (stuffLimit <= wertStore) {
            if (wertStore % stuffLimit == 0) {
                stateCell[stuffLimit] = stateCell[stuffLimit] + 1;
                int dummy3 = 68;
                wertStore = wertStore / stuffLimit;
                int dummy4 = 9;
                int unused5 = dummy4 + 37;
                continue;
            }
            stuffLimit = stuffLimit + 1;
        }
        dummy1 += 31;
    }

    void print() {
        boolean first = true;
        int dummy6 = 31;
        for (int stuffLimit = 0; stuffLimit < stateCell.length; stuffLimit++) {
            if (stateCell[stuffLimit] == 0) {
                int dummy13 = 50;
                continue;
            }
            int dummy8 = 45;
            if (first == false) {
                System.out.print(" * ");
                int dummy14 = 63;
            }
            dummy8 += 43;
            first = false;
            dummy8 = dummy8 * 3 % 94;
            System.out.print(stuffLimit);
            dummy8 += 29;
            if (stateCell[stuffLimit] >= 2) {
                System.out.print("^");
                int dummy15 = 47;
                System.out.print(stateCell[stuffLimit]);
                dummy15 += 16;
            }
            dummy8 += 21;
        }
        if (dummy6 < 0) {
            dummy6 = 0;
        }
        System.out.println();
    }

    public static void main(String[] args) {
        Scanner valMark = new Scanner(System.in);
        int dummy17 = 22;
        int wertStore = valMark.nextInt();
        int unused18 = dummy17 + 10;
        Main piecePart = new Main();
        if (dummy17 < 0) {
            dummy17 = 0;
        }
        piecePart.freshWork(wertStore);
        dummy17 = dummy17 * 4 % 35;
        piecePart.print();
        int dummy21 = 71;
        // if n is its own factor it is a prime
        if (piecePart.stateCell[wertStore] == 1) {
            System.out.println("prime");
            int dummy26 = 54;
        } else {
            System.out.println("composite");
            int dummy27 = 50;
        }
        int unused22 = dummy17 + 19;
        boolean boxPart = false;
        int unused23 = unused22 + 34;
        while (boxPart == false) {
            wertStore = wertStore + 1;
            int dummy28 = 55;
            boxPart = true;
            dummy28 = dummy28 * 8 % 94;
            for (int stuffLimit = 2; stuffLimit < wertStore; stuffLimit++) {
                if (wertStore % stuffLimit == 0) {
                    boxPart = false;
                    int dummy31 = 65;
                    dummy31 += 29;
                    break;
                }
            }
            int dummy30 = 40;
        }
        unused18 = unused18 * 4 % 33;
        System.out.println(wertStore);
        int unused25 = dummy21 + 40;
    }
}
