#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
// check first
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)

int buf_info;
vector<int> obj_wert, en, id;

int main()
{
   scanf("%d", &buf_info);
   // helper
   obj_wert.resize(buf_info);
   en.resize(buf_info);
   id.resize(buf_info);
   forn(i, buf_info)
   {
      scanf("%d %d", &obj_wert[i], &en[i]);
      id[i]=i;
   }
   sort(id.begin(), id.end(), [](int a, int b)
   {
      return en[a] < en[b]||(en[a]==en[b]&&obj_wert[a] < obj_wert[b]);
   });
   // check first
   int liste_info=0;
   int cell_state=-INF;
   forn(k, buf_info)
   {
      int i=id[k];
      if (obj_wert[i]>=cell_state)
      {
         cell_state=en[i];
         liste_info++;
      }
   }
   printf("%d", liste_info);
   // result
   return 0;
}
