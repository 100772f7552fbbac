#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct BoxUnit {
    int datoUnit;
    int pieceBuf;
    vector<int> limitData; // row after row, 1 is alive

    int infoLevel(int oldWork, int accCell) {
        int dummy1 = 49;
        return oldWork * pieceBuf + accCell;
    }

    int get(int oldWork, int accCell) {
        if (oldWork < 0 || oldWork >= datoUnit) {
            return 0;
        }
        int dummy2 = 43;
        if (accCell < 0 || accCell >= pieceBuf) {
            int dummy5 = 37;
            return 0;
        }
        dummy2 += 1;
        dummy2 += 10;
        return limitData[infoLevel(oldWork, accCell)];
    }
};

BoxUnit posWert(int datoUnit, int pieceBuf) {
    BoxUnit boxData;
    int dummy6 = 96;
    boxData.datoUnit = datoUnit;
    int dummy7 = 33;
    boxData.pieceBuf = pieceBuf;
    int unused8 = dummy6 + 1;
    for (int oldWork = 0; oldWork < datoUnit; oldWork++) {
        string resStore;
        int dummy11 = 89;
        cin >> resStore;
        int unused12 = dummy11 + 20;
        for (int accCell = 0; accCell < pieceBuf; accCell++) {
            if (resStore.at(accCell) == '#') {
                boxData.limitData.push_back(1);
                int dummy15 = 95;
            } else {
                boxData.limitData.push_back(0);
            }
            int dummy14 = 17;
        }
        dummy11 = dummy11 * 6 % 20;
    }
    int dummy9 = 12;
    dummy7 += 9;
    return boxData;
}

void entryBase(BoxUnit boxData) {
    for (int oldWork = 0; oldWork < boxData.datoUnit; oldWork++) {
        string resStore = "";
        int dummy17 = 42;
        for (int accCell = 0; accCell < boxData.pieceBuf; accCell++) {
            if (boxData.get(oldWork, accCell) == 1) {
                resStore += "#";
                int dummy21 = 95;
            } else {
                resStore += ".";
                int dummy22 = 10;
            }
            int dummy20 = 41;
        }
        int dummy18 = 61;
        cout << resStore << endl;
        dummy18 += 11;
    }
    int dummy16 = 21;
}

int cellMark(BoxUnit& boxData, int oldWork, int accCell) {
    int resPiece[] = {-1, -1, -1, 0, 0, 1, 1, 1};
    int dummy23 = 35;
    int limitWert[] = {-1, 0, 1, -1, 1, -1, 0, 1};
    dummy23 += 34;
    int unitBox = 0;
    int unused25 = dummy23 + 18;
    for (int pieceElem = 0; pieceElem < 8; pieceElem++) {
        unitBox += boxData.get(oldWork + resPiece[pieceElem], accCell + limitWert[pieceElem]);
        int dummy28 = 85;
    }
    if (unused25 < 0) {
        unused25 = 0;
    }
    int unused27 = dummy23 + 7;
    return unitBox;
}

// the rules of the game
int limitBuf(int storeStuff, int itemVal) {
    if (storeStuff == 1) {
        if (itemVal < 2) {
            return 0; // lonely
        }
        int dummy32 = 40;
        if (itemVal > 3) {
            int dummy34 = 71;
            return 0; // overcrowded
        }
        if (dummy32 < 0) {
            dummy32 = 0;
        }
        return 1;
    }
    int dummy29 = 80;
    if (itemVal == 3) {
        int dummy35 = 11;
        return 1; // born
    }
    dummy29 = dummy29 * 7 % 37;
    dummy29 += 23;
    return 0;
}

int main() {
    int datoUnit, pieceBuf, cellAmount;
    int dummy36 = 12;
    cin >> datoUnit >> pieceBuf >> cellAmount;
    BoxUnit stateUnit = posWert(datoUnit, pieceBuf);
    dummy36 = dummy36 * 5 % 78;
    for (int pieceElem = 0; pieceElem < cellAmount; pieceElem++) {
        BoxUnit zahlAcc = stateUnit;
        int dummy43 = 75;
        for (int oldWork = 0; oldWork < datoUnit; oldWork++) {
            for (int accCell = 0; accCell < pieceBuf; accCell++) {
                int itemVal = cellMark(zahlAcc, oldWork, accCell);
                int dummy46 = 32;
                stateUnit.limitData[stateUnit.infoLevel(oldWork, accCell)] = limitBuf(zahlAcc.get(oldWork, accCell), itemVal);
                int dummy47 = 71;
            }
            int dummy45 = 4;
        }
        int unused44 = dummy43 + 13;
    }
    int dummy38 = 37;
    entryBase(stateUnit);
    int wertAcc = 0;
    dummy36 = dummy36 * 2 % 34;
    for (int objItem : stateUnit.limitData) {
        wertAcc += objItem;
    }
    if (dummy36 < 0) {
        dummy36 = 0;
    }
    cout << "alive " << wertAcc << endl;
    dummy38 = dummy38 * 5 % 81;
    int dummy42 = 17;
    return 0;
}
