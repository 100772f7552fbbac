import java.util.Scanner;
public class Main {
    static void limi1(int next) {
        // go on with the next one
        System.out.println(next);
    }
    static boolean b2(int buf) {
        // check first
        int ba1 = 2;
        while (ba1 * ba1 <= buf) {
            // check first
            if (buf % ba1 == 0) return false;
            ba1 = ba1 + 1;
        }
        return true;
    }
    public static void main(String[] args) {
        int buf = new Scanner(System.in).nextInt();
        int temp = buf;
        StringBuilder c1 = new StringBuilder();
        // update
        int limx = 2;
        while (temp > 1) {
            // update
            int lim2 = 0;
            for (; dx(temp, limx);) {
                temp /= limx;
                lim2++;
            }
            // go on with the next one
            if (lim2 > 0) {
                if (c1.length() > 0) c1.append(" * ");
                c1.append(limx);
                if (lim2 > 1) c1.append("^").append(lim2);
            }
            limx += 1;
        }
        System.out.println(c1);
        en1(buf);
        int next = buf + 1;
        // go on with the next one
        for (; !b2(next);) next++;
        limi1(next);
    }
    static boolean dx(int temp, int limx) {
        return temp % limx == 0;
    }
    static void en1(int buf) {
        System.out.println(b2(buf) ? "prime" : "composite");
    }
}
