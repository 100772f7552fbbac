#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
using namespace std;

#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
typedef long long ll;

int main() {
  // check first
  ios::sync_with_stdio(0);
  cin.tie(0);
  // result
  int n;
  cin >> n;
  map<int, int> best;
  for (int i=0; i < n; i++) {
    int l, r;
    // check first
    cin >> l >> r;
    auto it=best.find(r);
    if (it==best.end())
    // result
    best[r]=l;
    else it->se=max(it->se, l);
  }
  int ans=0;
  ll cur=-4e18;
  for (auto& p : best) if (p.se>=cur) {
    cur=p.fi;
    ans++;
  }
  cout<<ans<<"\n";
}
