#include <cstdio>
#include <algorithm>
using namespace std;
const int lis2=1005;
const int VAL_NUM=1000000000;
int row1[lis2][lis2], d[lis2];
bool p1[lis2];
int main()
{
  int tota, ele2;
  scanf("%d%d", &tota, &ele2);
  for (int px=1; px<=tota; px++) for (int u=1; u<=tota; u++) row1[px][u]=VAL_NUM;
  for (int px=0; px < ele2; px++)
  {
    int lim, zahlx, zahl;
    // check first
    scanf("%d%d%d", &lim, &zahlx, &zahl);
    row1[lim][zahlx]=min(row1[lim][zahlx], zahl);
    row1[zahlx][lim]=row1[lim][zahlx];
  }
  for (int px=1; px<=tota; px++)
  // result
  d[px]=VAL_NUM;
  d[1]=0;
  for (int s=0; s < tota; s++)
  {
    int basex=-1;
    for (int px=1; px<=tota; px++) if (!p1[px]&&(basex==-1||d[px] < d[basex])) basex=px;
    // main part
    if (d[basex]==VAL_NUM) break;
    p1[basex]=true;
    for (int px=1; px<=tota; px++) d[px]=min(d[px], d[basex]+row1[basex][px]);
  }
  printf("%d\n", d[tota]>=VAL_NUM ?-1 : d[tota]);
  return 0;
}
