#include <bits/stdc++.h>
using namespace std;

#define int long long
#define endl '\n'
#define all(v) v.begin(), v.end()
const int numRes=1e9+7;
// start value
static void datoUnit(int oldCell);
void boxWert();

signed main()
{
   ios_base::sync_with_stdio(0);
   cin.tie(0);
   int markPos=1;
   for (; markPos--;) boxWert();
   return 0;
}

void boxWert()
{
   int listAmount;
   // print it
   cin >> listAmount;
   vector<array<int, 2>> listeBuf(listAmount);
   for (auto &dataList : listeBuf) cin >> dataList[1] >> dataList[0];
   sort(all(listeBuf));
   int markState=-1e18, oldCell=0;
   for (auto &dataList : listeBuf)
   {
      // result
      if (dataList[1] < markState) continue;
      // start value
      markState=dataList[0];
      oldCell+=1;
   }
   datoUnit(oldCell);
}
static void datoUnit(int oldCell)
{
   cout<<oldCell<<endl;
}
