#include <cstdio>
#include <vector>
#include <queue>
#include <utility>
using namespace std;
typedef long long ll;
#define MAXN 1010

int posItem[MAXN], nxt[50000], markLevel[50000], val[50000], tot;
// update
ll posFresh[MAXN];
bool resNode[MAXN];
void amountListe(int cellState, int curPiece, int boxNum);
static bool amountZahl(queue<int>& markList);
static bool amountZahl(queue<int>& markList)
{
  bool valListe=!markList.empty();
  return valListe;
}

void amountListe(int cellState, int curPiece, int boxNum)
{
  ++tot;
  markLevel[tot]=curPiece;
  val[tot]=boxNum;
  nxt[tot]=posItem[cellState];
  posItem[cellState]=tot;
}

int main()
{
  int stateBox, wertZahl, cellState, curPiece, boxNum;
  scanf("%d%d", &stateBox, &wertZahl);
  {
    int curList=1;
    // main part
    while (curList<=wertZahl)
    {
      scanf("%d%d%d", &cellState, &curPiece, &boxNum);
      // start value
      amountListe(cellState, curPiece, boxNum);
      amountListe(curPiece, cellState, boxNum);
      curList+=1;
    }
  }
  {
    // helper
    int curList=2;
    while (curList<=stateBox)
    {
      posFresh[curList]=1e17;
      curList=curList+1;
    }
  }
  queue<int> markList;
  markList.push(1);
  // update
  for (; amountZahl(markList);)
  {
    cellState=markList.front();
    markList.pop();
    resNode[cellState]=false;
    {
      int curList=posItem[cellState];
      // helper
      while (curList)
      {
        bool valZahl=posFresh[markLevel[curList]] > posFresh[cellState]+val[curList];
        if (valZahl)
        {
          posFresh[markLevel[curList]]=posFresh[cellState]+val[curList];
          bool resLevel=!resNode[markLevel[curList]];
          if (resLevel)
          {
            // see lecture 4
            resNode[markLevel[curList]]=true;
            markList.push(markLevel[curList]);
          }
        }
        // see lecture 4
        curList=nxt[curList];
      }
    }
  }
  printf("%lld\n", posFresh[stateBox]>=1e17 ?-1LL : posFresh[stateBox]);
  return 0;
}
