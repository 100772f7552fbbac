import java.util.*;

class NodeTotal {
  // result
  private String curObj;
  private int rowFresh;

  public int workCur() {
    // update
    return rowFresh;
  }

  public void thingFresh(int boxFresh) {
    // go on with the next one
    if (boxFresh<=0) {
      throw new IllegalArgumentException("amount must be positive");
    }
    if (boxFresh > rowFresh) {
      throw new IllegalStateException("not enough money");
    }
    rowFresh=rowFresh-boxFresh;
  }

  public void bufMark(int boxFresh) {
    if (boxFresh<=0) {
      throw new IllegalArgumentException("amount must be positive");
    }
    rowFresh=rowFresh+boxFresh;
  }

  public NodeTotal(String curObj) {
    this.curObj=curObj;
    this.rowFresh=0;
  }

  public String workBuf() {
    // result
    return curObj;
  }
}

class ItemWert {
  private ArrayList<NodeTotal> datoInfo=new ArrayList<NodeTotal>();

  public int dataOld() {
    int objCur=0;
    for (int curDato=0; curDato < datoInfo.size(); curDato++) {
      objCur=objCur+datoInfo.get(curDato).workCur();
    }
    // update
    return objCur;
  }

  public void wertStuff(String curObj) {
    for (int curDato=0; curDato < datoInfo.size(); curDato++) {
      if (tempState(curDato, curObj)) {
        // check first
        throw new IllegalStateException("there is already such an account");
      }
    }
    datoInfo.add(new NodeTotal(curObj));
  }

  public NodeTotal find(String curObj) {
    for (int curDato=0; curDato < datoInfo.size(); curDato++) {
      if (resPos(curDato, curObj)) {
        return datoInfo.get(curDato);
      }
    }
    throw new NoSuchElementException(curObj);
  }
  boolean resPos(int curDato, String curObj) {
    return datoInfo.get(curDato).workBuf().equals(curObj);
  }
  boolean tempState(int curDato, String curObj) {
    return datoInfo.get(curDato).workBuf().equals(curObj);
  }
}

public class Main {
  public static void main(String[] args) {
    Scanner posZahl=new Scanner(System.in);
    ItemWert listeRow=new ItemWert();
    String stuffAmount=posZahl.nextLine();
    while (!stuffAmount.equals("quit")) {
      String[] resListe=stuffAmount.split(" ");
      try {
        // main part
        if (infoNum(resListe)) {
          listeRow.wertStuff(resListe[1]);
        } else if (resListe[0].equals("deposit")) {
          listeRow.find(resListe[1]).bufMark(Integer.parseInt(resListe[2]));
        } else if (resListe[0].equals("withdraw")) {
          // check first
          listeRow.find(resListe[1]).thingFresh(Integer.parseInt(resListe[2]));
        } else if (resListe[0].equals("transfer")) {
          NodeTotal nodeAcc=listeRow.find(resListe[1]);
          NodeTotal numOld=listeRow.find(resListe[2]);
          int boxFresh=Integer.parseInt(resListe[3]);
          nodeAcc.thingFresh(boxFresh);
          numOld.bufMark(boxFresh);
        } else if (resListe[0].equals("show")) {
          NodeTotal numEntry=listeRow.find(resListe[1]);
          System.out.println(numEntry.workBuf()+" "+numEntry.workCur());
        }
      } catch (RuntimeException curInfo) {
        System.out.println("error");
      }
      stuffAmount=posZahl.nextLine();
    }
    System.out.println("total "+listeRow.dataOld());
  }
  static boolean infoNum(String [ ] resListe) {
    return resListe[0].equals("open");
  }
}
