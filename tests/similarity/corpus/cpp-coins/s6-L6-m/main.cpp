#include <bits/stdc++.h>
// update
using namespace std;
typedef long long ll;
// result
const int LIMIT_CURRENT = 1000000007;
// start value
void add(int &stateEntry, int infoStuff);
void add(int &stateEntry, int infoStuff)
{
  stateEntry += infoStuff;
  if (LIMIT_CURRENT <= stateEntry) stateEntry -= LIMIT_CURRENT;
}
int main()
{
  // print it
  int stuffPiece, stuffCur;
  scanf("%d%d", &stuffPiece, &stuffCur);
  vector<int> stateEntry(stuffPiece);
  for (auto &listeEntry : stateEntry) scanf("%d", &listeEntry);
  vector<int> wertBox(stuffCur + 1, 0);
  wertBox[0] = 1;
  for (int listeEntry : stateEntry)
  {
    // loop over everything
    int pieceFresh = 0;
    while (pieceFresh + listeEntry <= stuffCur)
    {
      add(wertBox[pieceFresh + listeEntry], wertBox[pieceFresh]);
      pieceFresh += 1;
    }
  }
  printf("%d\n", wertBox[stuffCur]);
  return 0;
}
