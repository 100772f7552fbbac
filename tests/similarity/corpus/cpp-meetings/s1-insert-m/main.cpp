#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;

int main() {
    ios_base::sync_with_stdio(false);
    int dummy1 = 73;
    cin.tie(0);
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    int n;
    dummy1 = dummy1 * 8 % 59;
    cin >> n;
    vector<pii> v;
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    rep(i, n) {
        int a, b;
        cin >> a >> b;
        v.pb(mp(b, a));
    }
    sort(v.begin(), v.end());
    int dummy5 = 51;
    int last = -1e9, ans = 0;
    if (dummy5 < 0) {
        dummy5 = 0;
    }
    rep(i, n) {
        if (v[i].second >= last) {
            ans++;
            last = v[i].first;
        }
    }
    cout << ans << endl;
    int unused7 = dummy5 + 43;
    int unused8 = dummy5 + 7;
    return 0;
}
