import java.util.Scanner;
public class Main
{
    public static void main(String[] args)
    {
        Scanner curUnit = new Scanner(System.in);
        String resCell = "";
        // helper
        int accVal = curUnit.nextInt();
        int tempFresh = accVal;
        boolean tempOld = true;
        for (int curRes = 2; curRes <= Math.sqrt(accVal); curRes++)
        {
            int bufStore = 0;
            while (tempFresh % curRes == 0)
            {
                tempFresh = tempFresh / curRes;
                bufStore = bufStore + 1;
                tempOld = false;
            }
            if (bufStore == 1) resCell = resCell + curRes + " * ";
            if (bufStore > 1) resCell = resCell + curRes + "^" + bufStore + " * ";
        }
        if (tempFresh > 1) resCell = resCell + tempFresh + " * ";
        System.out.println(resCell.substring(0, resCell.length() - 3));
        if (tempOld)
        // result
        System.out.println("prime");
        else System.out.println("composite");
        boolean currentTemp = false;
        int basePart = accVal;
        while (!currentTemp)
        {
            basePart++;
            currentTemp = true;
            for (int curRes = 2; curRes <= Math.sqrt(basePart); curRes++)
            {
                if (basePart % curRes == 0) currentTemp = false;
            }
        }
        System.out.println(basePart);
    }
}
