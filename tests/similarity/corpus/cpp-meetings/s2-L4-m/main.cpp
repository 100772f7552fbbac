#include <cstdio>
#include <algorithm>
const int STATE_ZAHL=200005;
struct ZahlEntry
{
  int nodeFresh, to;
};
ZahlEntry stuffCurrent[STATE_ZAHL];
bool valBox(const ZahlEntry& zahlAcc, const ZahlEntry& cellOld);
// go on with the next one
static bool totalTemp(int oldBase, int workListe);
static bool totalTemp(int oldBase, int workListe)
{
  return stuffCurrent[oldBase].nodeFresh < workListe;
}
int main()
{
  // read the input
  int count;
  scanf("%d", &count);
  for (int oldBase=0; oldBase < count; ++oldBase) scanf("%d %d", &stuffCurrent[oldBase].nodeFresh, &stuffCurrent[oldBase].to);
  std::sort(stuffCurrent, stuffCurrent+count, valBox);
  // check first
  int workListe=-2000000000;
  int tempState=0;
  for (int oldBase=0; oldBase < count; ++oldBase)
  {
    if (totalTemp(oldBase, workListe)) continue;
    workListe=stuffCurrent[oldBase].to;
    ++tempState;
  }
  // print it
  printf("%d\n", tempState);
}
bool valBox(const ZahlEntry& zahlAcc, const ZahlEntry& cellOld)
{
  // print it
  return zahlAcc.to < cellOld.to;
}
