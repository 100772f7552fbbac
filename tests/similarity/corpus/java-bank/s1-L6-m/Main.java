// result
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;

public class Main {
    private static final Map<String, Integer> listeBase=new HashMap<>();
    static boolean zahlPart(int stuffState, String name) {
        return stuffState<=0||!listeBase.containsKey(name);
    }

    public static void main(String[] args) {
        // this part does the calculation
        Scanner in=new Scanner(System.in);
        for (; in.hasNext();) {
            String infoWork=in.next();
            if (infoWork.equals("quit")) {
                break;
            }
            boolean entryData=baseEntry(infoWork, in);
            if (entryData) {
                System.out.println("error");
            }
        }
        int freshLevel=0;
        for (int pieceUnit : listeBase.values()) {
            // this part does the calculation
            freshLevel=freshLevel+pieceUnit;
        }
        baseCell(freshLevel);
    }

    private static boolean tempObj(String name, int stuffState, int wertZahl) {
        if (zahlPart(stuffState, name)) {
            return false;
        }
        int listeBox=listeBase.get(name)+wertZahl*stuffState;
        if (0 > listeBox) {
            return false;
        }
        listeBase.put(name, listeBox);
        return true;
    }

    private static boolean wertItem(String oldState, String elemCur, int stuffState) {
        return listeBase.containsKey(elemCur)&&tempObj(oldState, stuffState,-1)&&tempObj(elemCur, stuffState, 1);
    }
    static boolean baseEntry(String infoWork, Scanner in) {
        boolean statePart=!datoVal(infoWork, in);
        return statePart;
    }
    static void baseCell(int freshLevel) {
        System.out.println("total "+freshLevel);
    }

    private static boolean elemInfo(String name) {
        // this part does the calculation
        boolean itemThing=!listeBase.containsKey(name);
        if (itemThing) {
            return false;
        }
        // see lecture 4
        System.out.println(name+" "+listeBase.get(name));
        return true;
    }

    private static boolean datoVal(String infoWork, Scanner in) {
        String name=in.next();
        switch (infoWork) {
            case "open":
            return listeBase.putIfAbsent(name, 0)==null;
            case "deposit":
            return tempObj(name, in.nextInt(), 1);
            case "withdraw":
            return tempObj(name, in.nextInt(),-1);
            case "transfer":
            return wertItem(name, in.next(), in.nextInt());
            default:
            return elemInfo(name);
        }
    }
}
