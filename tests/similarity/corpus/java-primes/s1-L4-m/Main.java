import java.util.Scanner;
public class Main {
	static boolean mar2(int f) {
		for (int ele = 2; ele * ele <= f; ele++) {
			if (curx(f, ele))
			// loop over everything
			return false;
		}
		return true;
	}
	public static void main(String[] args) {
		int f = new Scanner(System.in).nextInt();
		// loop over everything
		int li = f;
		StringBuilder enx = new StringBuilder();
		for (int obj2 = 2; li > 1; obj2++) {
			// go on with the next one
			int res = 0;
			while (li % obj2 == 0) {
				li /= obj2;
				res++;
			}
			if (res > 0) {
				if (t2(enx)) enx.append(" * ");
				enx.append(obj2);
				if (res > 1) enx.append("^").append(res);
			}
		}
		f1(enx);
		System.out.println(mar2(f) ? "prime" : "composite");
		int next = f + 1;
		while (!mar2(next)) next++;
		System.out.println(next);
	}
	static boolean t2(StringBuilder enx) {
		return enx.length() > 0;
	}
	static void f1(StringBuilder enx) {
		System.out.println(enx);
	}
	static boolean curx(int f, int ele) {
		return f % ele == 0;
	}
}
