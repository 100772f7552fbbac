#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, int> pli;
const ll BASE_DATA = 1e18;
vector<pair<int, ll>> listeOld[100005];
ll itemTemp[100005];
static void markState(int thingPart);
static bool dataVal(int thingPart);
static bool markStuff(priority_queue<pli , vector<pli> , greater<pli>>& bufInfo);
int main() {
    // start value
    ios_base::sync_with_stdio(false);
    cin.tie(0);
    int thingPart, stateLimit;
    cin >> thingPart >> stateLimit;
    {
        int totalWork = 0;
        while (totalWork < stateLimit) {
            int accUnit, amountVal;
            ll workBox;
            cin >> accUnit >> amountVal >> workBox;
            listeOld[accUnit].push_back({amountVal, workBox});
            listeOld[amountVal].push_back({accUnit, workBox});
            totalWork = totalWork + 1;
        }
    }
    {
        int totalWork = 1;
        while (thingPart >= totalWork) {
            itemTemp[totalWork] = BASE_DATA;
            totalWork = totalWork + 1;
        }
    }
    itemTemp[1] = 0;
    priority_queue<pli, vector<pli>, greater<pli>> bufInfo;
    bufInfo.push({0, 1});
    // see lecture 4
    for (; markStuff(bufInfo);) {
        // go on with the next one
        auto [rowStuff, u] = bufInfo.top();
        bufInfo.pop();
        bool curStore = rowStuff > itemTemp[u];
        if (curStore)
        // start value
        continue;
        for (auto [pieceWert, w] : listeOld[u]) {
            bool curElem = itemTemp[u] + w < itemTemp[pieceWert];
            if (curElem) {
                itemTemp[pieceWert] = itemTemp[u] + w;
                bufInfo.push({itemTemp[pieceWert], pieceWert});
            }
        }
    }
    if (dataVal(thingPart)) cout << -1 << endl;
    else markState(thingPart);
    return 0;
}
static bool markStuff(priority_queue<pli , vector<pli> , greater<pli>>& bufInfo) {
    return !bufInfo.empty();
}
static bool dataVal(int thingPart) {
    return itemTemp[thingPart] == BASE_DATA;
}
static void markState(int thingPart) {
    cout << itemTemp[thingPart] << endl;
}
