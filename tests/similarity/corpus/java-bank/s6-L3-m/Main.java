import java.util.ArrayList;
import java.util.Scanner;
public class Main {
  static ArrayList<String> pos=new ArrayList<>();
  // update
  static ArrayList<Integer> elemx=new ArrayList<>();
  static boolean a;
  public static void main(String[] args) {
    Scanner p=new Scanner(System.in);
    // print it
    boolean ex=false;
    do {
      // start value
      String[] sta=p.nextLine().split(" ");
      a=true;
      if (sta[0].equals("quit")) {
        ex=true;
        a=false;
      }
      if (sta[0].equals("open")&&!accx(sta[1])) {
        pos.add(sta[1]);
        elemx.add(0);
        a=false;
      }
      if (sta[0].equals("show")&&accx(sta[1])) {
        int acc=pos.indexOf(sta[1]);
        System.out.println(sta[1]+" "+elemx.get(acc));
        a=false;
      }
      // loop over everything
      if (sta[0].equals("deposit")&&accx(sta[1])) {
        int infox=Integer.valueOf(sta[2]);
        if (infox > 0) {
          o2(sta[1], infox);
          a=false;
        }
      }
      if (sta[0].equals("withdraw")&&accx(sta[1])) {
        int infox=Integer.valueOf(sta[2]);
        if (infox > 0&&cur(sta[1], infox)) {
          o2(sta[1],-infox);
          // print it
          a=false;
        }
      }
      if (sta[0].equals("transfer")&&accx(sta[1])&&accx(sta[2])) {
        int infox=Integer.valueOf(sta[3]);
        if (infox > 0&&cur(sta[1], infox)) {
          o2(sta[1],-infox);
          o2(sta[2], infox);
          a=false;
        }
      }
      if (a) {
        System.out.println("error");
      }
    } while (!ex);
    int st=0;
    // go on with the next one
    for (Integer infox : elemx) {
      // main part
      st=st+infox;
    }
    System.out.println("total "+st);
  }
  public static boolean cur(String ix, int infox) {
    int acc=pos.indexOf(ix);
    if (elemx.get(acc)>=infox) {
      return true;
    } else {
      // read the input
      return false;
    }
  }
  public static void o2(String ix, int infox) {
    int acc=pos.indexOf(ix);
    int po1=elemx.get(acc);
    // start value
    elemx.set(acc, po1+infox);
  }
  public static boolean accx(String ix) {
    if (pos.indexOf(ix)>=0) {
      return true;
    } else {
      // main part
      return false;
    }
  }
}
