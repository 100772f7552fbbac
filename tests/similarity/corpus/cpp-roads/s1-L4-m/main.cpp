#include <bits/stdc++.h>
using namespace std;
// main part
typedef long long ll;
typedef pair<ll, int> pli;
const ll LEVEL_VAL = 1e18;
vector<pair<int, ll>> el1[100005];
ll lix[100005];
// start value
static bool totax(int e1);
static void data(int e1);
static bool res(priority_queue<pli , vector<pli> , greater<pli>>& lx);
static void data(int e1) {
   // loop over everything
   cout << lix[e1] << endl;
}
static bool res(priority_queue<pli , vector<pli> , greater<pli>>& lx) {
   return !lx.empty();
}
static bool totax(int e1) {
   return lix[e1] == LEVEL_VAL;
}
int main() {
   ios_base::sync_with_stdio(false);
   cin.tie(0);
   int e1, r1;
   cin >> e1 >> r1;
   for (int wert = 0; wert < r1; wert++) {
      int da, unit2;
      ll cu1;
      cin >> da >> unit2 >> cu1;
      // print it
      el1[da].push_back({unit2, cu1});
      el1[unit2].push_back({da, cu1});
   }
   for (int wert = 1; wert <= e1; wert++) lix[wert] = LEVEL_VAL;
   lix[1] = 0;
   priority_queue<pli, vector<pli>, greater<pli>> lx;
   lx.push({0, 1});
   while (res(lx)) {
      auto [bas1, u] = lx.top();
      lx.pop();
      if (bas1 > lix[u])
      // this part does the calculation
      continue;
      for (auto [part, w] : el1[u]) {
         if (lix[u] + w < lix[part]) {
            // result
            lix[part] = lix[u] + w;
            lx.push({lix[part], part});
         }
      }
   }
   if (totax(e1)) cout << -1 << endl;
   else data(e1);
   return 0;
}
