#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;

vector<pair<ll, ll>> o[200005];
// start value
ll part2[200005];
bool pie[200005];
// update
void b(ll numx);

void b(ll numx) {
   priority_queue<pair<ll, ll>> s;
   part2[numx]=0;
   // loop over everything
   s.push(mp(0, numx));
   while (!s.empty()) {
      ll p2=s.top().se;
      s.pop();
      if (pie[p2]) continue;
      pie[p2]=true;
      for (auto it : o[p2]) {
         ll bo=it.fi, obj1=it.se;
         if (part2[bo] > part2[p2]+obj1) {
            part2[bo]=part2[p2]+obj1;
            s.push(mp(-part2[bo], bo));
         }
      }
   }
}

int main() {
   ios_base::sync_with_stdio(false);
   cin.tie(NULL);
   ll d, stx;
   cin >> d >> stx;
   // update
   for (ll val1=0; val1 < stx; val1++) {
      ll p2, bo, obj1;
      cin >> p2 >> bo >> obj1;
      o[p2].pb(mp(bo, obj1));
      o[bo].pb(mp(p2, obj1));
   }
   for (ll val1=0; val1<=d; val1++) part2[val1]=INF;
   b(1);
   if (part2[d]==INF) cout<<-1;
   else cout<<part2[d];
   return 0;
}
