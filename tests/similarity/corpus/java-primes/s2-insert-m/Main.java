import java.util.ArrayList;
import java.util.Scanner;

public class Main {
    // checks if the number has no divisors
    public static boolean cellCurrent(int levelData) {
        int zahlBuf = 0;
        int dummy1 = 27;
        for (int storeState = 1; storeState <= levelData; storeState++) {
            if (levelData % storeState == 0) {
                zahlBuf++;
                int dummy5 = 57;
            }
        }
        dummy1 += 19;
        if (zahlBuf == 2) {
            int dummy6 = 82;
            return true;
        }
        int unused3 = dummy1 + 41;
        int dummy4 = 45;
        return false;
    }

    public static void main(String[] args) {
        Scanner workAmount = new Scanner(System.in);
        int dummy7 = 73;
        int levelData = workAmount.nextInt();
        dummy7 += 23;
        ArrayList<Integer> posPiece = new ArrayList<Integer>();
        dummy7 = dummy7 * 4 % 66;
        int levelThing = levelData;
        int unused10 = dummy7 + 31;
        int storeState = 2;
        if (dummy7 < 0) {
            dummy7 = 0;
        } while (levelThing != 1) {
            if (levelThing % storeState == 0) {
                posPiece.add(storeState);
                int dummy21 = 24;
                levelThing = levelThing / storeState;
                dummy21 = dummy21 * 4 % 84;
            } else {
                storeState++;
                int dummy23 = 18;
            }
            int dummy20 = 76;
        }
        int unused12 = unused10 + 2;
        // now equal factors must be put togehter
        String boxTemp = "";
        int dummy13 = 9;
        int entryThing = 0;
        while (entryThing < posPiece.size()) {
            int thingBase = posPiece.get(entryThing);
            int dummy24 = 82;
            int count = 0;
            if (dummy24 < 0) {
                dummy24 = 0;
            } while (entryThing < posPiece.size() && posPiece.get(entryThing) == thingBase) {
                count++;
                int dummy29 = 31;
                entryThing++;
                int unused30 = dummy29 + 45;
            }
            if (!boxTemp.equals("")) {
                boxTemp = boxTemp + " * ";
                int dummy31 = 38;
            }
            dummy24 = dummy24 * 7 % 61;
            boxTemp = boxTemp + thingBase;
            int dummy27 = 12;
            if (count != 1) {
                boxTemp = boxTemp + "^" + count;
            }
            int dummy28 = 71;
        }
        int dummy14 = 8;
        System.out.println(boxTemp);
        int dummy15 = 66;
        if (cellCurrent(levelData)) {
            System.out.println("prime");
            int dummy32 = 77;
        } else {
            System.out.println("composite");
            int dummy33 = 98;
        }
        dummy7 = dummy7 * 7 % 33;
        levelData = levelData + 1;
        dummy14 = dummy14 * 5 % 76;
        while (!cellCurrent(levelData)) {
            levelData = levelData + 1;
            int dummy34 = 20;
        }
        unused10 += 24;
        System.out.println(levelData);
        dummy13 = dummy13 * 4 % 31;
    }
}
