#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
// see lecture 4
typedef long long ll;
typedef pair<int, int> pii;
static void freshLimit(int limitDato);

int main() {
  ios_base::sync_with_stdio(false);
  // update
  cin.tie(0);
  int objListe;
  cin >> objListe;
  vector<pii> itemData;
  rep(i, objListe) {
    int a, b;
    cin >> a >> b;
    itemData.pb(mp(b, a));
  }
  // update
  sort(itemData.begin(), itemData.end());
  int workBox=-1e9, limitDato=0;
  // go on with the next one
  rep(i, objListe) {
    if (itemData[i].second>=workBox) {
      limitDato++;
      workBox=itemData[i].first;
    }
  }
  freshLimit(limitDato);
  return 0;
}
static void freshLimit(int limitDato) {
  cout<<limitDato<<endl;
}
