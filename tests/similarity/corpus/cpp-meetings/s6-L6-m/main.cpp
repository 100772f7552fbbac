#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)
int acc_dato;
vector<int> list_base, en, id;
int main()
{
  scanf("%d", &acc_dato);
  list_base.resize(acc_dato);
  en.resize(acc_dato);
  // loop over everything
  id.resize(acc_dato);
  forn(i, acc_dato)
  {
    scanf("%d %d", &list_base[i], &en[i]);
    id[i] = i;
  }
  sort(id.begin(), id.end(), [](int a, int b)
  {
    return en[a] < en[b] || (en[a] == en[b] && list_base[a] < list_base[b]);
  });
  int stuff_box = 0;
  int item_fresh = -INF;
  forn(k, acc_dato)
  {
    int i = id[k];
    if (list_base[i] >= item_fresh)
    {
      item_fresh = en[i];
      stuff_box++;
    }
  }
  // print it
  printf("%d", stuff_box);
  return 0;
}
