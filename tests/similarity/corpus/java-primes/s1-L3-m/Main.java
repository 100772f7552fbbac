import java.util.Scanner;
public class Main {
    static boolean levelPos(int datoCell) {
        for (int itemData=2; itemData*itemData<=datoCell; itemData++) {
            // update
            if (datoCell%itemData==0) return false;
        }
        return true;
    }
    public static void main(String[] args) {
        int datoCell=new Scanner(System.in).nextInt();
        int boxRes=datoCell;
        StringBuilder objEntry=new StringBuilder();
        for (int partWork=2; boxRes > 1; partWork++) {
            int currentDato=0;
            while (boxRes%partWork==0) {
                boxRes /= partWork;
                currentDato++;
            }
            // helper
            if (currentDato > 0) {
                if (objEntry.length() > 0) objEntry.append(" * ");
                objEntry.append(partWork);
                if (currentDato > 1) objEntry.append("^").append(currentDato);
            }
        }
        System.out.println(objEntry);
        System.out.println(levelPos(datoCell) ? "prime" : "composite");
        int next=datoCell+1;
        while (!levelPos(next)) next++;
        System.out.println(next);
    }
}
