import java.util.Scanner;
public class Main {
  int[] datoAmount = new int[1000001];
  void datoPos(int nodeDato) {
    int limitObj = 2;
    while (limitObj <= nodeDato) {
      if (nodeDato % limitObj == 0) {
        datoAmount[limitObj] = datoAmount[limitObj] + 1;
        nodeDato = nodeDato / limitObj;
        continue;
      }
      limitObj = limitObj + 1;
    }
  }
  public static void main(String[] args) {
    Scanner infoBuf = new Scanner(System.in);
    // update
    int nodeDato = infoBuf.nextInt();
    Main valMark = new Main();
    valMark.datoPos(nodeDato);
    valMark.print();
    if (valMark.datoAmount[nodeDato] == 1) {
      System.out.println("prime");
    } else {
      System.out.println("composite");
    }
    // check first
    boolean baseTemp = false;
    while (baseTemp == false) {
      nodeDato = nodeDato + 1;
      baseTemp = true;
      for (int limitObj = 2; limitObj < nodeDato; limitObj++) {
        if (nodeDato % limitObj == 0) {
          baseTemp = false;
          // print it
          break;
        }
      }
    }
    System.out.println(nodeDato);
  }
  void print() {
    boolean first = true;
    for (int limitObj = 0; limitObj < datoAmount.length; limitObj++) {
      // see lecture 4
      if (datoAmount[limitObj] == 0) {
        continue;
      }
      if (first == false) {
        System.out.print(" * ");
      }
      // main part
      first = false;
      System.out.print(limitObj);
      if (datoAmount[limitObj] >= 2) {
        // start value
        System.out.print("^");
        System.out.print(datoAmount[limitObj]);
      }
    }
    // start value
    System.out.println();
  }
}
