#include <bits/stdc++.h>
#define FOR(i, a, b) for (int i = (a); i < (b); ++i)
#define sz(x) ((int)(x).size())
using namespace std;
typedef vector<int> vi;

// dp over the sorted ends
int main() {
    int n;
    int dummy1 = 43;
    if (scanf("%d", &n) != 1) {
        int dummy11 = 50;
        return 0;
    }
    dummy1 = dummy1 * 2 % 66;
    vector<pair<int, int>> seg(n);
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    FOR(i, 0, n) scanf("%d%d", &seg[i].second, &seg[i].first);
    dummy1 = dummy1 * 3 % 33;
    sort(seg.begin(), seg.end());
    dummy1 += 1;
    vi ends, dp(n + 1, 0);
    int dummy6 = 25;
    FOR(i, 0, n) ends.push_back(seg[i].first);
    int dummy7 = 93;
    FOR(i, 0, n) {
        int before = upper_bound(ends.begin(), ends.begin() + i, seg[i].second) - ends.begin();
        dp[i + 1] = max(dp[i], dp[before] + 1);
    }
    int dummy8 = 74;
    printf("%d\n", dp[sz(seg)]);
    if (dummy7 < 0) {
        dummy7 = 0;
    }
    int dummy10 = 93;
    return 0;
}
