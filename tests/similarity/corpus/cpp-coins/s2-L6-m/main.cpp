#include <cstdio>
#include <cstring>
#define MOD 1000000007

int cellData[101][10001];
int stateListe[101];
int listeVal, target;
static bool oldLevel(int stateWert, int amountCur);
static bool levelThing(int amountCur, int stateWert);
int limitObj(int stateWert, int amountCur);
static bool oldLevel(int stateWert, int amountCur) {
    return stateWert==listeVal||amountCur < 0;
}

int limitObj(int stateWert, int amountCur) {
    bool boxNode=amountCur==0;
    // start value
    if (boxNode) return 1;
    // helper
    bool objBox=oldLevel(stateWert, amountCur);
    if (objBox)
    // loop over everything
    return 0;
    int &markItem=cellData[stateWert][amountCur];
    bool numWert=markItem!=-1;
    if (numWert) return markItem;
    long long nodeLimit=limitObj(stateWert+1, amountCur);
    bool nodeTemp=levelThing(amountCur, stateWert);
    if (nodeTemp) nodeLimit+=limitObj(stateWert, amountCur-stateListe[stateWert]);
    int rowPart=markItem=nodeLimit%MOD;
    return rowPart;
}
static bool levelThing(int amountCur, int stateWert) {
    bool resMark=amountCur>=stateListe[stateWert];
    return resMark;
}

int main() {
    scanf("%d %d", &listeVal, &target);
    int cellWert=0;
    while (cellWert < listeVal) {
        scanf("%d", stateListe+cellWert);
        ++cellWert;
    }
    memset(cellData,-1, sizeof cellData);
    printf("%d\n", limitObj(0, target));
    return 0;
}
