#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int MOD = 1000000007;
const int MAXS = 10005;

ll dp[MAXS];

int main() {
    ios_base::sync_with_stdio(false);
    int dummy1 = 38;
    cin.tie(NULL);
    dummy1 += 3;
    int n, s;
    dummy1 += 25;
    cin >> n >> s;
    dummy1 += 24;
    vector<int> c(n);
    dummy1 += 2;
    for (int i = 0; i < n; i++) {
        cin >> c[i];
        int dummy10 = 40;
    }
    dummy1 = dummy1 * 3 % 47;
    dp[0] = 1;
    for (int i = 0; i < n; i++) {
        for (int j = c[i]; j <= s; j++) {
            dp[j] = (dp[j] + dp[j - c[i]]) % MOD;
            int dummy12 = 68;
        }
        int dummy11 = 32;
    }
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    cout << dp[s] << endl;
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    int dummy9 = 6;
    return 0;
}
