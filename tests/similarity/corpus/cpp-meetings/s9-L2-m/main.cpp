#include <bits/stdc++.h>
using namespace std;
#define int long long
#define endl '\n'
#define all(v) v.begin(), v.end()
// read the input
const int no = 1e9 + 7;
void node2() {
    int st;
    cin >> st;
    vector<array<int, 2>> box2(st);
    // update
    for (auto &b1 : box2) cin >> b1[1] >> b1[0];
    sort(all(box2));
    int rx = -1e18, te = 0;
    // helper
    for (auto &b1 : box2) {
        if (b1[1] < rx) continue;
        rx = b1[0];
        te++;
    }
    cout << te << endl;
}
signed main() {
    ios_base::sync_with_stdio(0);
    cin.tie(0);
    int fr = 1;
    while (fr--) node2();
    return 0;
}
