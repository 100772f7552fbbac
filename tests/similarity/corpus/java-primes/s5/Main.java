import java.util.Scanner;

class Main
{
	static int smallestDivisor(int x)
	{
		if (x % 2 == 0) return 2;
		for (int t = 3; t <= x / t; t += 2)
			if (x % t == 0) return t;
		return x;
	}

	static String factor(int base, int exponent)
	{
		return exponent == 1 ? "" + base : base + "^" + exponent;
	}

	static String factors(int x)
	{
		int base = smallestDivisor(x), exponent = 0;
		do
		{
			x /= base;
			exponent++;
		}
		while (x % base == 0);
		if (x == 1) return factor(base, exponent);
		return factor(base, exponent) + " * " + factors(x);
	}

	public static void main(String[] args)
	{
		Scanner s = new Scanner(System.in);
		int x = s.nextInt();
		System.out.println(factors(x));
		System.out.println(smallestDivisor(x) == x ? "prime" : "composite");
		do x++; while (smallestDivisor(x) < x);
		System.out.println(x);
	}
}
