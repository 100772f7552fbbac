#include <bits/stdc++.h>
using namespace std;

#define int long long
#define endl '\n'
#define all(v) v.begin(), v.end()
const int mod = 1e9 + 7;

void solve() {
    int n;
    cin >> n;
    vector<array<int, 2>> a(n);
    for (auto &x : a) cin >> x[1] >> x[0];
    sort(all(a));
    int cur = -1e18, ans = 0;
    for (auto &x : a) {
        if (x[1] < cur) continue;
        cur = x[0];
        ans++;
    }
    cout << ans << endl;
}

signed main() {
    ios_base::sync_with_stdio(0);
    cin.tie(0);
    int t = 1;
    // cin >> t;
    while (t--) solve();
    return 0;
}
