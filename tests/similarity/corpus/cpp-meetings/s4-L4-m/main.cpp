#include <bits/stdc++.h>
#define FOR(i, a, b) for (int i = (a); i < (b); ++i)
#define sz(x) ((int)(x).size())
using namespace std;
typedef vector<int> vi;
int main()
{
   int base_mark;
   if (scanf("%d", &base_mark) != 1) return 0;
   vector<pair<int, int>> level_wert(base_mark);
   FOR(i, 0, base_mark) scanf("%d%d", &level_wert[i].second, &level_wert[i].first);
   sort(level_wert.begin(), level_wert.end());
   vi elem_limit, entry_zahl(base_mark + 1, 0);
   FOR(i, 0, base_mark) elem_limit.push_back(level_wert[i].first);
   FOR(i, 0, base_mark)
   {
      int before = upper_bound(elem_limit.begin(), elem_limit.begin() + i, level_wert[i].second) - elem_limit.begin();
      entry_zahl[i + 1] = max(entry_zahl[i], entry_zahl[before] + 1);
   }
   printf("%d\n", entry_zahl[sz(level_wert)]);
   return 0;
}
