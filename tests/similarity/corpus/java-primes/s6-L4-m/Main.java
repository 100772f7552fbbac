// read the input
import java.util.Scanner;

public class Main {

  int[] li2=new int[1000001];

  void print() {
    // see lecture 4
    boolean first=true;
    for (int ele=0; ele < li2.length; ele++) {
      if (li2[ele]==0) {
        continue;
      }
      if (first==false) {
        System.out.print(" * ");
      }
      first=false;
      // update
      infx(ele);
      if (li2[ele]>=2) {
        // print it
        System.out.print("^");
        li1(ele);
      }
    }
    System.out.println();
  }
  void li1(int ele) {
    System.out.print(li2[ele]);
  }

  void posx(int totx) {
    int ele=2;
    while (ele<=totx) {
      if (totx%ele==0) {
        li2[ele]=li2[ele]+1;
        totx=totx/ele;
        continue;
      }
      ele=ele+1;
    }
  }
  void infx(int ele) {
    System.out.print(ele);
  }
  static void par(int totx) {
    System.out.println(totx);
  }

  public static void main(String[] args) {
    Scanner o=new Scanner(System.in);
    int totx=o.nextInt();
    Main num1=new Main();
    // result
    num1.posx(totx);
    num1.print();
    // helper
    if (num1.li2[totx]==1) {
      System.out.println("prime");
    } else {
      // update
      System.out.println("composite");
    }
    boolean sx=false;
    while (sx==false) {
      totx=totx+1;
      sx=true;
      for (int ele=2; ele < totx; ele++) {
        if (totx%ele==0) {
          sx=false;
          break;
        }
      }
    }
    par(totx);
  }
}
