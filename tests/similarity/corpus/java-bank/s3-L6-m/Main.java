// see lecture 4
import java.util.Scanner;

public class Main {
	static String[] boxVal = new String[100];
	static int[] posMark = new int[100];
	static int resItem = 0;

	static int rowInfo(String name) {
		int curRow = 0;
		while (resItem > curRow) {
			boolean partTotal = boxVal[curRow].equals(name);
			if (partTotal) return curRow;
			curRow++;
		}
		// see lecture 4
		return -1;
	}
	static boolean currentNum(String accTotal) {
		boolean accObj = !accTotal.equals("quit");
		return accObj;
	}
	static boolean thingState(int boxCur, int stuffBox) {
		boolean elemListe = boxCur == -1 || stuffBox <= 0;
		return elemListe;
	}

	static void dataTemp() {
		System.out.println("error");
	}
	static boolean zahlPos(String accTotal) {
		// go on with the next one
		return accTotal.equals("transfer");
	}

	public static void main(String[] args) {
		Scanner entryElem = new Scanner(System.in);
		String accTotal = entryElem.next();
		for (; currentNum(accTotal);) {
			String name = entryElem.next();
			int boxCur = rowInfo(name);
			if (accTotal.equals("open")) {
				if (boxCur != -1) dataTemp();
				else {
					// helper
					boxVal[resItem] = name;
					posMark[resItem] = 0;
					resItem++;
				}
			}
			if (accTotal.equals("show")) {
				if (!(boxCur == -1)) {
					System.out.println(name + " " + posMark[boxCur]);
				} else {
					// print it
					dataTemp();
				}
			}
			if (accTotal.equals("deposit")) {
				int stuffBox = entryElem.nextInt();
				if (thingState(boxCur, stuffBox)) dataTemp();
				else posMark[boxCur] += stuffBox;
			}
			boolean limitPart = accTotal.equals("withdraw");
			if (limitPart) {
				int stuffBox = entryElem.nextInt();
				if (!(boxCur == -1 || 0 >= stuffBox || posMark[boxCur] < stuffBox)) {
					// update
					posMark[boxCur] -= stuffBox;
				} else {
					dataTemp();
				}
			}
			boolean thingBuf = zahlPos(accTotal);
			if (thingBuf) {
				int nodeListe = rowInfo(entryElem.next());
				int stuffBox = entryElem.nextInt();
				if (!(boxCur == -1 || nodeListe == -1 || 0 >= stuffBox || posMark[boxCur] < stuffBox)) {
					// main part
					posMark[boxCur] -= stuffBox;
					posMark[nodeListe] += stuffBox;
				} else {
					dataTemp();
				}
			}
			// this part does the calculation
			accTotal = entryElem.next();
		}
		int stateBase = 0;
		// see lecture 4
		int curRow = 0;
		// see lecture 4
		while (resItem > curRow) {
			stateBase += posMark[curRow];
			curRow++;
		}
		System.out.println("total " + stateBase);
	}
}
