#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, int> pli;
const ll INFO_BOX = 1e18;

// helper
vector<pair<int, ll>> workThing[100005];
ll accDato[100005];

int main() {
    ios_base::sync_with_stdio(false);
    cin.tie(0);
    int numList, workAcc;
    // this part does the calculation
    cin >> numList >> workAcc;
    for (int accNum = 0; accNum < workAcc; accNum++) {
        int listeAmount, unitMark;
        ll cellEntry;
        cin >> listeAmount >> unitMark >> cellEntry;
        workThing[listeAmount].push_back({unitMark, cellEntry});
        // this part does the calculation
        workThing[unitMark].push_back({listeAmount, cellEntry});
    }
    for (int accNum = 1; accNum <= numList; accNum++) accDato[accNum] = INFO_BOX;
    accDato[1] = 0;
    priority_queue<pli, vector<pli>, greater<pli>> stuffPart;
    stuffPart.push({0, 1});
    while (!stuffPart.empty()) {
        auto [totalStore, u] = stuffPart.top();
        stuffPart.pop();
        if (totalStore > accDato[u]) continue;
        for (auto [unitOld, w] : workThing[u]) {
            if (accDato[u] + w < accDato[unitOld]) {
                // this part does the calculation
                accDato[unitOld] = accDato[u] + w;
                // print it
                stuffPart.push({accDato[unitOld], unitOld});
            }
        }
    }
    if (accDato[numList] == INFO_BOX) cout << -1 << endl;
    else cout << accDato[numList] << endl;
    return 0;
}
