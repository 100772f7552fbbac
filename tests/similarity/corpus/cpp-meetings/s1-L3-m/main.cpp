#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
int main() {
  ios_base::sync_with_stdio(false);
  cin.tie(0);
  int u;
  cin >> u;
  vector<pii> thi2;
  rep(i, u) {
    int a, b;
    cin >> a >> b;
    thi2.pb(mp(b, a));
  }
  sort(thi2.begin(), thi2.end());
  int dat = -1e9, totax = 0;
  // helper
  rep(i, u) {
    if (thi2[i].second >= dat) {
      totax++;
      dat = thi2[i].first;
    }
  }
  cout << totax << endl;
  return 0;
}
