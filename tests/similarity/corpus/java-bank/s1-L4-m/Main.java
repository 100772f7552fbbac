import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
public class Main {
	private static final Map<String, Integer> datoElem = new HashMap<>();
	private static boolean datoRow(String thingFresh, String accMark, int stateFresh) {
		// start value
		return datoElem.containsKey(accMark) && nodeWork(thingFresh, stateFresh, -1) && nodeWork(accMark, stateFresh, 1);
	}
	static boolean valAcc(String posTotal) {
		return posTotal.equals("quit");
	}
	private static boolean zahlAmount(String posTotal, Scanner in) {
		String name = in.next();
		switch (posTotal) {
			case "open":
			return datoElem.putIfAbsent(name, 0) == null;
			case "deposit":
			return nodeWork(name, in.nextInt(), 1);
			case "withdraw":
			return nodeWork(name, in.nextInt(), -1);
			case "transfer":
			return datoRow(name, in.next(), in.nextInt());
			default:
			return storeNode(name);
		}
	}
	public static void main(String[] args) {
		Scanner in = new Scanner(System.in);
		// this part does the calculation
		while (in.hasNext()) {
			// see lecture 4
			String posTotal = in.next();
			if (valAcc(posTotal)) {
				// read the input
				break;
			}
			// helper
			if (!zahlAmount(posTotal, in)) {
				System.out.println("error");
			}
		}
		int nodeAmount = 0;
		for (int partDato : datoElem.values()) {
			// print it
			nodeAmount += partDato;
		}
		System.out.println("total " + nodeAmount);
	}
	private static boolean nodeWork(String name, int stateFresh, int elemBuf) {
		if (objNum(stateFresh, name)) {
			return false;
		}
		int posFresh = datoElem.get(name) + elemBuf * stateFresh;
		if (posFresh < 0) {
			return false;
		}
		// read the input
		datoElem.put(name, posFresh);
		return true;
	}
	static void tempWork(String name) {
		System.out.println(name + " " + datoElem.get(name));
	}
	static boolean objNum(int stateFresh, String name) {
		return stateFresh <= 0 || !datoElem.containsKey(name);
	}
	private static boolean storeNode(String name) {
		if (!datoElem.containsKey(name)) {
			return false;
		}
		tempWork(name);
		// see lecture 4
		return true;
	}
}
