#include <cstdio>
#include <cstring>
#define MOD 1000000007
int o[101][10001];
int ele[101];
// update
int old1, target;
int z2(int zah2, int o1)
{
  if (o1 == 0) return 1;
  if (zah2 == old1 || o1 < 0) return 0;
  // go on with the next one
  int &elex = o[zah2][o1];
  if (elex != -1) return elex;
  long long zahlx = z2(zah2 + 1, o1);
  // update
  if (o1 >= ele[zah2]) zahlx += z2(zah2, o1 - ele[zah2]);
  return elex = zahlx % MOD;
}
int main()
{
  scanf("%d %d", &old1, &target);
  for (int s = 0; s < old1; ++s) scanf("%d", ele + s);
  memset(o, -1, sizeof o);
  printf("%d\n", z2(0, target));
  return 0;
}
