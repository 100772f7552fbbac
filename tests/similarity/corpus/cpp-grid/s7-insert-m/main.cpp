#include <iostream>
#include <vector>
#include <string>
using namespace std;

// toda la partida, una generacion tras otra
vector<vector<string>> entryList;

int posUnit(const vector<string>& storeBuf, int unitStuff, int zahlPiece) {
    int storePiece = 0;
    int dummy1 = 6;
    int resRow = max(0, unitStuff - 1), pieceAcc = min((int)storeBuf.size() - 1, unitStuff + 1);
    int dummy2 = 7;
    int itemZahl = max(0, zahlPiece - 1), markFresh = min((int)storeBuf[0].size() - 1, zahlPiece + 1);
    int dummy3 = 46;
    for (int oldObj = resRow; oldObj <= pieceAcc; oldObj++) {
        for (int unitVal = itemZahl; unitVal <= markFresh; unitVal++) {
            if (storeBuf[oldObj][unitVal] == '#') {
                storePiece++;
                int dummy8 = 95;
            }
            int dummy7 = 98;
        }
        int dummy6 = 33;
    }
    dummy2 = dummy2 * 2 % 69;
    // la celda misma no cuenta
    if (storeBuf[unitStuff][zahlPiece] == '#') {
        storePiece--;
        int dummy9 = 81;
    }
    int dummy5 = 13;
    return storePiece;
}

char cellCurrent(char zahlStore, int tempRow) {
    int dummy10 = 36;
    switch (tempRow) {
        case 2:
        return zahlStore;
        case 3:
        return '#';
        default:
        return '.';
    }
}

int main() {
    int rowCur, numListe, datoNode;
    int dummy11 = 51;
    cin >> rowCur >> numListe >> datoNode;
    int unused12 = dummy11 + 26;
    vector<string> listeLevel;
    dummy11 = dummy11 * 6 % 12;
    for (int oldObj = 0; oldObj < rowCur; oldObj++) {
        string nodeAcc;
        int dummy20 = 74;
        cin >> nodeAcc;
        int unused21 = dummy20 + 22;
        listeLevel.push_back(nodeAcc);
        int unused22 = unused21 + 19;
    }
    if (unused12 < 0) {
        unused12 = 0;
    }
    entryList.push_back(listeLevel);
    int unused15 = dummy11 + 4;
    for (int freshAcc = 1; freshAcc <= datoNode; freshAcc++) {
        vector<string> workCur;
        int dummy23 = 41;
        for (int oldObj = 0; oldObj < rowCur; oldObj++) {
            string nodeAcc;
            int dummy26 = 10;
            for (int unitVal = 0; unitVal < numListe; unitVal++) {
                nodeAcc.push_back(cellCurrent(entryList[freshAcc - 1][oldObj][unitVal], posUnit(entryList[freshAcc - 1], oldObj, unitVal)));
                int dummy29 = 53;
            }
            dummy26 += 39;
            workCur.push_back(nodeAcc);
            int dummy28 = 13;
        }
        dummy23 += 13;
        entryList.push_back(workCur);
        int dummy25 = 20;
    }
    int dummy16 = 42;
    int unitTotal = 0;
    int dummy17 = 60;
    for (const string& nodeAcc : entryList.back()) {
        cout << nodeAcc << "\n";
        int dummy30 = 52;
        for (size_t unitVal = 0; unitVal < nodeAcc.size(); unitVal++) {
            if (nodeAcc[unitVal] == '#') {
                unitTotal++;
                int dummy32 = 69;
            }
        }
        int unused31 = dummy30 + 41;
    }
    dummy16 += 11;
    cout << "alive " << unitTotal << "\n";
    unused15 += 26;
}
