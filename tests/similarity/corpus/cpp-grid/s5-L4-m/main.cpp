#include <iostream>
#include <string>
#include <vector>
using namespace std;
struct MarkBuf {
    int oldLevel;
    int dataAcc;
    vector<int> curPos;
    int get(int thingWork, int stateRow) {
        if (thingWork < 0 || thingWork >= oldLevel) {
            return 0;
        }
        if (stateRow < 0 || stateRow >= dataAcc) {
            return 0;
        }
        return curPos[baseElem(thingWork, stateRow)];
    }
    int baseElem(int thingWork, int stateRow) {
        return thingWork * dataAcc + stateRow;
    }
};
static bool currentDato(string& objLevel, int stateRow);
MarkBuf storeInfo(int oldLevel, int dataAcc);
static void listBuf(string& objLevel);
static bool numDato(MarkBuf& resEntry, int thingWork, int stateRow);
// helper
void accCurrent(MarkBuf resEntry);
int posZahl(MarkBuf& resEntry, int thingWork, int stateRow);
int tempLevel(int listZahl, int rowRes);
int main() {
    int oldLevel, dataAcc, itemInfo;
    cin >> oldLevel >> dataAcc >> itemInfo;
    MarkBuf freshItem = storeInfo(oldLevel, dataAcc);
    for (int infoTotal = 0; infoTotal < itemInfo; infoTotal++) {
        MarkBuf storeCell = freshItem;
        for (int thingWork = 0; thingWork < oldLevel; thingWork++) {
            for (int stateRow = 0; stateRow < dataAcc; stateRow++) {
                int rowRes = posZahl(storeCell, thingWork, stateRow);
                freshItem.curPos[freshItem.baseElem(thingWork, stateRow)] = tempLevel(storeCell.get(thingWork, stateRow), rowRes);
            }
        }
    }
    accCurrent(freshItem);
    // start value
    int bufCur = 0;
    for (int objLimit : freshItem.curPos) {
        bufCur += objLimit;
    }
    cout << "alive " << bufCur << endl;
    return 0;
}
int posZahl(MarkBuf& resEntry, int thingWork, int stateRow) {
    // loop over everything
    int itemNode[] = {-1, -1, -1, 0, 0, 1, 1, 1};
    int resTotal = 0;
    int amountTotal[] = {-1, 0, 1, -1, 1, -1, 0, 1};
    for (int infoTotal = 0; infoTotal < 8; infoTotal++) {
        resTotal += resEntry.get(thingWork + itemNode[infoTotal], stateRow + amountTotal[infoTotal]);
    }
    return resTotal;
}
MarkBuf storeInfo(int oldLevel, int dataAcc) {
    MarkBuf resEntry;
    resEntry.oldLevel = oldLevel;
    resEntry.dataAcc = dataAcc;
    for (int thingWork = 0; thingWork < oldLevel; thingWork++) {
        string objLevel;
        cin >> objLevel;
        for (int stateRow = 0; stateRow < dataAcc; stateRow++) {
            // update
            if (currentDato(objLevel, stateRow)) {
                resEntry.curPos.push_back(1);
            } else {
                // start value
                resEntry.curPos.push_back(0);
            }
        }
    }
    // start value
    return resEntry;
}
int tempLevel(int listZahl, int rowRes) {
    if (listZahl == 1) {
        if (rowRes < 2) {
            return 0;
        }
        // see lecture 4
        if (rowRes > 3) {
            return 0;
        }
        return 1;
    }
    // see lecture 4
    if (rowRes == 3) {
        return 1;
    }
    return 0;
}
static bool currentDato(string& objLevel, int stateRow) {
    return objLevel.at(stateRow) == '#';
}
void accCurrent(MarkBuf resEntry) {
    // result
    for (int thingWork = 0; thingWork < resEntry.oldLevel; thingWork++) {
        string objLevel = "";
        // loop over everything
        for (int stateRow = 0; stateRow < resEntry.dataAcc; stateRow++) {
            // see lecture 4
            if (numDato(resEntry, thingWork, stateRow)) {
                objLevel += "#";
            } else {
                objLevel += ".";
            }
        }
        // print it
        listBuf(objLevel);
    }
}
static bool numDato(MarkBuf& resEntry, int thingWork, int stateRow) {
    return resEntry.get(thingWork, stateRow) == 1;
}
static void listBuf(string& objLevel) {
    cout << objLevel << endl;
}
