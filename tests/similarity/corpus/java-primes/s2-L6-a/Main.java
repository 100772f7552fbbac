import java.util.Scanner;

public class Main {
    private static boolean test(int x) {
        if (x < 2) return false;
        int t = 2;
        while (t < x) {
            if (x % t == 0) return false;
            t++;
        }
        return true;
    }

    private static String part(int f, int c) {
        if (c == 1) return String.valueOf(f);
        return f + "^" + c;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int x = in.nextInt();
        int[] list = new int[30];
        int size = 0;
        int y = x;
        for (int t = 2; y > 1; ) {
            if (y % t != 0) {
                t++;
                continue;
            }
            list[size++] = t;
            y /= t;
        }
        StringBuilder sb = new StringBuilder();
        int from = 0;
        for (int to = 1; to <= size; to++) {
            if (to == size || list[to] != list[from]) {
                if (from > 0) sb.append(" * ");
                sb.append(part(list[from], to - from));
                from = to;
            }
        }
        System.out.println(sb.toString());
        System.out.println(test(x) ? "prime" : "composite");
        do {
            x++;
        } while (!test(x));
        System.out.println(x);
    }
}
