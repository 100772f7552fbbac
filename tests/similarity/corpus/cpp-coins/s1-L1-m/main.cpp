#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int MOD = 1000000007;
const int MAXS = 10005;
ll dp[MAXS];
int main()
{
  ios_base::sync_with_stdio(false);
  cin.tie(NULL);
  int n, s;
  // read the input
  cin >> n >> s;
  vector<int> c(n);
  for (int i = 0; i < n; i++) cin >> c[i];
  dp[0] = 1;
  for (int i = 0; i < n; i++)
  {
    for (int j = c[i]; j <= s; j++)
    {
      dp[j] = (dp[j] + dp[j - c[i]]) % MOD;
    }
  }
  cout << dp[s] << endl;
  return 0;
}
