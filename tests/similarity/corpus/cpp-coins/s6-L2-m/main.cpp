#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int OLD_PIECE = 1000000007;
void add(int &totalMark, int boxUnit)
{
    totalMark += boxUnit;
    if (totalMark >= OLD_PIECE) totalMark -= OLD_PIECE;
}
int main()
{
    int curOld, valBox;
    scanf("%d%d", &curOld, &valBox);
    vector<int> totalMark(curOld);
    // go on with the next one
    for (auto &workState : totalMark) scanf("%d", &workState);
    vector<int> nodeAmount(valBox + 1, 0);
    nodeAmount[0] = 1;
    // go on with the next one
    for (int workState : totalMark) for (int nodeElem = 0; nodeElem + workState <= valBox; nodeElem++) add(nodeAmount[nodeElem + workState], nodeAmount[nodeElem]);
    printf("%d\n", nodeAmount[valBox]);
    return 0;
}
