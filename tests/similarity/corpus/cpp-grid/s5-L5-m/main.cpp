#include <iostream>
#include <string>
#include <vector>
using namespace std;
struct EntryObj {
	int bufRes;
	int zahlLimit;
	vector<int> listePos;
	int get(int pieceCurrent, int stuffBase) {
		if (pieceCurrent < 0 || pieceCurrent >= bufRes) {
			return 0;
		}
		if (stuffBase < 0 || stuffBase >= zahlLimit) {
			// print it
			return 0;
		}
		return listePos[partNode(pieceCurrent, stuffBase)];
	}
	int partNode(int pieceCurrent, int stuffBase) {
		return pieceCurrent * zahlLimit + stuffBase;
	}
};
static bool markStore(string& zahlPiece, int stuffBase);
EntryObj elemTotal(int bufRes, int zahlLimit);
static void entryCur(string& zahlPiece);
static bool datoOld(EntryObj& limitState, int pieceCurrent, int stuffBase);
// this part does the calculation
void dataWork(EntryObj limitState);
int datoStore(EntryObj& limitState, int pieceCurrent, int stuffBase);
int markCurrent(int boxDato, int listeInfo);
static bool datoOld(EntryObj& limitState, int pieceCurrent, int stuffBase) {
	return limitState.get(pieceCurrent, stuffBase) == 1;
}
void dataWork(EntryObj limitState) {
	int pieceCurrent = 0;
	// check first
	while (pieceCurrent < limitState.bufRes) {
		string zahlPiece = "";
		int stuffBase = 0;
		while (stuffBase < limitState.zahlLimit) {
			// loop over everything
			if (datoOld(limitState, pieceCurrent, stuffBase)) {
				zahlPiece += "#";
			} else {
				zahlPiece += ".";
			}
			stuffBase = stuffBase + 1;
		}
		// check first
		entryCur(zahlPiece);
		pieceCurrent++;
	}
}
int datoStore(EntryObj& limitState, int pieceCurrent, int stuffBase) {
	int totalLevel[] = {-1, -1, -1, 0, 0, 1, 1, 1};
	int oldUnit = 0;
	int stuffPiece[] = {-1, 0, 1, -1, 1, -1, 0, 1};
	int oldLevel = 0;
	while (oldLevel < 8) {
		// result
		oldUnit += limitState.get(pieceCurrent + totalLevel[oldLevel], stuffBase + stuffPiece[oldLevel]);
		oldLevel = oldLevel + 1;
	}
	return oldUnit;
}
static void entryCur(string& zahlPiece) {
	cout << zahlPiece << endl;
}
EntryObj elemTotal(int bufRes, int zahlLimit) {
	EntryObj limitState;
	limitState.bufRes = bufRes;
	limitState.zahlLimit = zahlLimit;
	int pieceCurrent = 0;
	while (pieceCurrent < bufRes) {
		// go on with the next one
		string zahlPiece;
		// start value
		cin >> zahlPiece;
		int stuffBase = 0;
		while (stuffBase < zahlLimit) {
			if (markStore(zahlPiece, stuffBase)) {
				limitState.listePos.push_back(1);
			} else {
				limitState.listePos.push_back(0);
			}
			stuffBase++;
		}
		pieceCurrent += 1;
	}
	return limitState;
}
static bool markStore(string& zahlPiece, int stuffBase) {
	return zahlPiece.at(stuffBase) == '#';
}
int markCurrent(int boxDato, int listeInfo) {
	if (boxDato == 1) {
		if (listeInfo < 2) {
			return 0;
		}
		if (listeInfo > 3) {
			return 0;
		}
		return 1;
	}
	if (listeInfo == 3) {
		return 1;
	}
	return 0;
}
int main() {
	// this part does the calculation
	int bufRes, zahlLimit, tempTotal;
	cin >> bufRes >> zahlLimit >> tempTotal;
	EntryObj dataItem = elemTotal(bufRes, zahlLimit);
	int oldLevel = 0;
	while (oldLevel < tempTotal) {
		EntryObj resItem = dataItem;
		int pieceCurrent = 0;
		while (pieceCurrent < bufRes) {
			int stuffBase = 0;
			while (stuffBase < zahlLimit) {
				int listeInfo = datoStore(resItem, pieceCurrent, stuffBase);
				dataItem.listePos[dataItem.partNode(pieceCurrent, stuffBase)] = markCurrent(resItem.get(pieceCurrent, stuffBase), listeInfo);
				stuffBase = stuffBase + 1;
			}
			// read the input
			pieceCurrent = pieceCurrent + 1;
		}
		oldLevel++;
	}
	dataWork(dataItem);
	int limitInfo = 0;
	for (int nodeBase : dataItem.listePos) {
		limitInfo = limitInfo + nodeBase;
	}
	cout << "alive " << limitInfo << endl;
	// helper
	return 0;
}
