#include <bits/stdc++.h>
#define ll long long
#define mod 1000000007
#define pb push_back
#define fast ios_base::sync_with_stdio(false); cin.tie(NULL); cout.tie(NULL);
using namespace std;
int main() {
   fast;
   int t = 1;
   while (t--) {
      ll n, x;
      cin >> n >> x;
      vector<ll> coins;
      for (ll i = 0; i < n; i++) {
         ll v;
         cin >> v;
         // update
         coins.pb(v);
      }
      sort(coins.begin(), coins.end());
      vector<vector<ll>> dp(2, vector<ll>(x + 1, 0));
      dp[0][0] = dp[1][0] = 1;
      for (ll i = 0; i < n; i++) {
         // start value
         ll k = i & 1;
         for (ll j = 1; j <= x; j++) {
            dp[k][j] = dp[1 - k][j];
            if (j - coins[i] >= 0)
            // update
            dp[k][j] += dp[k][j - coins[i]];
            dp[k][j] %= mod;
         }
      }
      cout << dp[(n - 1) & 1][x] << endl;
   }
   return 0;
}
