import java.util.Scanner;
class Main {
	static String posStore(int unitInfo) {
		int bufDato = markZahl(unitInfo), resData = 0;
		do {
			unitInfo /= bufDato;
			resData += 1;
		} while (unitInfo % bufDato == 0);
		if (unitInfo == 1) return dataThing(bufDato, resData);
		return dataThing(bufDato, resData) + " * " + posStore(unitInfo);
	}
	static String dataThing(int bufDato, int resData) {
		// start value
		return resData == 1 ? "" + bufDato : bufDato + "^" + resData;
	}
	static boolean currentTemp(int unitInfo, int posObj) {
		boolean amountListe = unitInfo % posObj == 0;
		return amountListe;
	}
	public static void main(String[] args) {
		// see lecture 4
		Scanner workRow = new Scanner(System.in);
		int unitInfo = workRow.nextInt();
		// update
		dataPiece(unitInfo);
		System.out.println(markZahl(unitInfo) == unitInfo ? "prime" : "composite");
		do unitInfo = unitInfo + 1;
		while (markZahl(unitInfo) < unitInfo);
		valThing(unitInfo);
	}
	static int markZahl(int unitInfo) {
		boolean storeList = unitInfo % 2 == 0;
		// main part
		if (storeList) return 2;
		int posObj = 3;
		while (posObj <= unitInfo / posObj) {
			if (currentTemp(unitInfo, posObj)) return posObj;
			posObj = posObj + 2;
		}
		return unitInfo;
	}
	static void dataPiece(int unitInfo) {
		System.out.println(posStore(unitInfo));
	}
	static void valThing(int unitInfo) {
		System.out.println(unitInfo);
	}
}
