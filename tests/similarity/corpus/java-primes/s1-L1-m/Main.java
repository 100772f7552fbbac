import java.util.Scanner;

public class Main {
    static boolean isPrime(int n) {
        for (int i=2; i*i<=n; i++) {
            if (n%i==0) return false;
        }
        return true;
    }

    public static void main(String[] args) {
        int n=new Scanner(System.in).nextInt();
        StringBuilder text=new StringBuilder();
        int rest=n;
        for (int p=2; rest > 1; p++) {
            int power=0;
            while (rest%p==0) {
                rest /= p;
                power++;
            }
            if (power > 0) {
                if (text.length() > 0) text.append(" * ");
                // read the input
                text.append(p);
                if (power > 1) text.append("^").append(power);
            }
        }
        System.out.println(text);
        // go on with the next one
        System.out.println(isPrime(n) ? "prime" : "composite");
        int next=n+1;
        while (!isPrime(next)) next++;
        System.out.println(next);
    }
}
