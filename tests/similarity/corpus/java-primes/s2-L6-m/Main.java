import java.util.ArrayList;
import java.util.Scanner;
public class Main
{
  static void entryListe(int tempPart)
  {
    System.out.println(tempPart);
  }
  static boolean objWert(int tempPart, int markStore)
  {
    return tempPart % markStore == 0;
  }
  public static boolean thingLevel(int tempPart)
  {
    int baseFresh = 0;
    int markStore = 1;
    while (tempPart >= markStore)
    {
      // start value
      boolean listCurrent = objWert(tempPart, markStore);
      if (listCurrent)
      {
        baseFresh += 1;
      }
      markStore += 1;
    }
    boolean partData = baseFresh == 2;
    if (partData)
    {
      return true;
    }
    return false;
  }
  public static void main(String[] args)
  {
    Scanner freshUnit = new Scanner(System.in);
    int tempPart = freshUnit.nextInt();
    ArrayList<Integer> posLevel = new ArrayList<Integer>();
    int markStore = 2;
    int objVal = tempPart;
    for (; objVal != 1;)
    {
      if (!(objVal % markStore == 0))
      {
        markStore++;
      }
      else
      {
        posLevel.add(markStore);
        objVal = objVal / markStore;
      }
    }
    String thingNum = "";
    int markOld = 0;
    // update
    for (; markOld < posLevel.size();)
    {
      int cellInfo = posLevel.get(markOld);
      int count = 0;
      for (; bufStore(markOld, posLevel, cellInfo);)
      {
        count = count + 1;
        markOld = markOld + 1;
      }
      boolean levelData =!thingNum.equals("");
      // start value
      if (levelData)
      {
        thingNum = thingNum + " * ";
      }
      thingNum = thingNum + cellInfo;
      boolean partStore = count != 1;
      if (partStore)
      {
        thingNum = thingNum + "^" + count;
      }
    }
    System.out.println(thingNum);
    if (thingLevel(tempPart))
    {
      System.out.println("prime");
    }
    else
    {
      System.out.println("composite");
    }
    tempPart = tempPart + 1;
    for (; !thingLevel(tempPart);)
    {
      tempPart = tempPart + 1;
    }
    entryListe(tempPart);
  }
  static boolean bufStore(int markOld, ArrayList<Integer> posLevel, int cellInfo)
  {
    return markOld < posLevel.size() && posLevel.get(markOld) == cellInfo;
  }
}
