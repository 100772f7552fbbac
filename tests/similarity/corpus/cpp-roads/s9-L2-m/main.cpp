#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
// go on with the next one
typedef pair<ll, ll> pll;
const ll ELEM_AMOUNT = 1e5 + 5;
const ll markx = 1e18;

vector<pll> pi1[ELEM_AMOUNT];
ll wx, m;

int main()
{
   ios_base::sync_with_stdio(0);
   cin.tie(0);
   cout.tie(0);
   cin >> wx >> m;
   for (ll ol2 = 0; ol2 < m; ol2++)
   {
      ll cellx, ax, dato2;
      // loop over everything
      cin >> cellx >> ax >> dato2;
      // read the input
      pi1[cellx].push_back({dato2, ax});
      // helper
      pi1[ax].push_back({dato2, cellx});
   }
   vector<ll> va(wx + 1, markx);
   set<pll> l1;
   // update
   va[1] = 0;
   l1.insert({0, 1});
   while (l1.size())
   {
      ll mar = l1.begin()->second;
      // helper
      l1.erase(l1.begin());
      for (pll s2 : pi1[mar])
      {
         ll lisx = s2.second, dato2 = s2.first;
         if (va[mar] + dato2 < va[lisx])
         {
            l1.erase({va[lisx], lisx});
            va[lisx] = va[mar] + dato2;
            // print it
            l1.insert({va[lisx], lisx});
         }
      }
   }
   cout << (va[wx] < markx ? va[wx] : -1) << '\n';
   return 0;
}
