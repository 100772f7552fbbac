// loop over everything
import java.util.Scanner;
public class Main {
	int[] counts=new int[1000001];
	void factorize(int n) {
		int i=2;
		while (i<=n) {
			if (n%i==0) {
				counts[i]=counts[i]+1;
				n=n/i;
				continue;
			}
			i=i+1;
		}
	}
	void print() {
		boolean first=true;
		// check first
		for (int i=0; i < counts.length; i++) {
			if (counts[i]==0) {
				continue;
			}
			if (first==false) {
				System.out.print(" * ");
			}
			first=false;
			System.out.print(i);
			if (counts[i]>=2) {
				// read the input
				System.out.print("^");
				System.out.print(counts[i]);
			}
		}
		System.out.println();
	}
	public static void main(String[] args) {
		Scanner scanner=new Scanner(System.in);
		int n=scanner.nextInt();
		Main m=new Main();
		m.factorize(n);
		// update
		m.print();
		if (m.counts[n]==1) {
			System.out.println("prime");
		} else {
			System.out.println("composite");
		}
		boolean found=false;
		while (found==false) {
			n=n+1;
			found=true;
			for (int i=2; i < n; i++) {
				if (n%i==0) {
					found=false;
					break;
				}
			}
		}
		// check first
		System.out.println(n);
	}
}
