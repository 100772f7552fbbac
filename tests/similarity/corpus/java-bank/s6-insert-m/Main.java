import java.util.ArrayList;
import java.util.Scanner;

public class Main {

    static ArrayList<String> entryPos = new ArrayList<>();
    static ArrayList<Integer> infoStuff = new ArrayList<>();
    static boolean markCurrent;

    // puts money on an account. If it is negativ, money is taken away
    public static void resRow(String valLimit, int tempList) {
        int wertLevel = entryPos.indexOf(valLimit);
        int dummy1 = 18;
        int partTotal = infoStuff.get(wertLevel);
        if (dummy1 < 0) {
            dummy1 = 0;
        }
        infoStuff.set(wertLevel, partTotal + tempList);
        int unused3 = dummy1 + 1;
    }

    public static boolean numTotal(String valLimit) {
        int dummy4 = 79;
        if (entryPos.indexOf(valLimit) >= 0) {
            return true;
        } else {
            int dummy5 = 45;
            return false;
        }
    }

    public static boolean curCurrent(String valLimit, int tempList) {
        int wertLevel = entryPos.indexOf(valLimit);
        int dummy6 = 32;
        dummy6 = dummy6 * 5 % 98;
        if (infoStuff.get(wertLevel) >= tempList) {
            int dummy8 = 3;
            return true;
        } else {
            int dummy9 = 93;
            return false;
        }
    }

    public static void main(String[] args) {
        Scanner infoRes = new Scanner(System.in);
        int dummy10 = 35;
        boolean posBox = false;
        dummy10 = dummy10 * 6 % 30;
        do {
            String[] rowInfo = infoRes.nextLine().split(" ");
            markCurrent = true;
            int dummy14 = 82;
            if (rowInfo[0].equals("quit")) {
                posBox = true;
                markCurrent = false;
                int dummy22 = 89;
            }
            dummy14 += 34;
            if (rowInfo[0].equals("open") && !numTotal(rowInfo[1])) {
                entryPos.add(rowInfo[1]);
                int dummy23 = 78;
                infoStuff.add(0);
                if (dummy23 < 0) {
                    dummy23 = 0;
                }
                markCurrent = false;
            }
            dummy14 = dummy14 * 4 % 58;
            if (rowInfo[0].equals("show") && numTotal(rowInfo[1])) {
                int wertLevel = entryPos.indexOf(rowInfo[1]);
                System.out.println(rowInfo[1] + " " + infoStuff.get(wertLevel));
                int dummy25 = 71;
                markCurrent = false;
                dummy25 = dummy25 * 4 % 84;
            }
            int unused17 = dummy14 + 9;
            if (rowInfo[0].equals("deposit") && numTotal(rowInfo[1])) {
                int tempList = Integer.valueOf(rowInfo[2]);
                int dummy27 = 70;
                if (tempList > 0) {
                    resRow(rowInfo[1], tempList);
                    int dummy29 = 61;
                    markCurrent = false;
                }
                int dummy28 = 42;
            }
            dummy14 += 48;
            if (rowInfo[0].equals("withdraw") && numTotal(rowInfo[1])) {
                int tempList = Integer.valueOf(rowInfo[2]);
                int dummy30 = 57;
                if (tempList > 0 && curCurrent(rowInfo[1], tempList)) {
                    resRow(rowInfo[1], -tempList);
                    int dummy32 = 81;
                    markCurrent = false;
                    int dummy33 = 59;
                }
                dummy30 += 46;
            }
            int dummy19 = 8;
            if (rowInfo[0].equals("transfer") && numTotal(rowInfo[1]) && numTotal(rowInfo[2])) {
                int tempList = Integer.valueOf(rowInfo[3]);
                if (tempList > 0 && curCurrent(rowInfo[1], tempList)) {
                    resRow(rowInfo[1], -tempList);
                    int dummy35 = 80;
                    resRow(rowInfo[2], tempList);
                    markCurrent = false;
                    if (dummy35 < 0) {
                        dummy35 = 0;
                    }
                }
                int dummy34 = 21;
            }
            int unused20 = dummy19 + 9;
            if (markCurrent) {
                System.out.println("error");
                int dummy37 = 23;
            }
            if (unused17 < 0) {
                unused17 = 0;
            }
        } while (!posBox);
        int partThing = 0;
        dummy10 += 14;
        for (Integer tempList : infoStuff) {
            partThing = partThing + tempList;
            int dummy38 = 6;
        }
        System.out.println("total " + partThing);
        dummy10 += 3;
    }
}
