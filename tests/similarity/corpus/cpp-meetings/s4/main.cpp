#include <bits/stdc++.h>
#define FOR(i, a, b) for (int i = (a); i < (b); ++i)
#define sz(x) ((int)(x).size())
using namespace std;
typedef vector<int> vi;

// dp over the sorted ends
int main() {
    int n;
    if (scanf("%d", &n) != 1) return 0;
    vector<pair<int, int>> seg(n);
    FOR(i, 0, n) scanf("%d%d", &seg[i].second, &seg[i].first);
    sort(seg.begin(), seg.end());
    vi ends, dp(n + 1, 0);
    FOR(i, 0, n) ends.push_back(seg[i].first);
    FOR(i, 0, n) {
        int before = upper_bound(ends.begin(), ends.begin() + i, seg[i].second) - ends.begin();
        dp[i + 1] = max(dp[i], dp[before] + 1);
    }
    printf("%d\n", dp[sz(seg)]);
    return 0;
}
