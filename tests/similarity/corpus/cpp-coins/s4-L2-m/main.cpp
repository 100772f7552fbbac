#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = (a); i < (b); ++i)
#define all(x) begin(x), end(x)
typedef long long ll;
typedef vector<ll> vl;
const ll po = 1e9 + 7;
void temp(vl &v, int pos) {
   rep(i, pos, (int)v.size()) {
      v[i] += v[i - pos];
      if (v[i] >= po) v[i] -= po;
   }
}
int main() {
   cin.tie(0)->sync_with_stdio(0);
   int pos1, t;
   cin >> pos1 >> t;
   vl v(t + 1);
   v[0] = 1;
   rep(i, 0, pos1) {
      int pos;
      cin >> pos;
      temp(v, pos);
   }
   cout << v.back() << '\n';
}
