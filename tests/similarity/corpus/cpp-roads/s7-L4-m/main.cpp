#include <cstdio>
#include <vector>
#include <queue>
#include <utility>
// update
using namespace std;
typedef long long ll;
#define MAXN 1010

// helper
int listeLevel[MAXN], nxt[50000], valData[50000], val[50000], tot;
ll rowList[MAXN];
bool elemZahl[MAXN];
// main part
void stateAmount(int entryStore, int dataPiece, int oldDato);
static bool tempBase(queue<int>& posCur);
static bool tempBase(queue<int>& posCur) {
   return !posCur.empty();
}

int main() {
   // print it
   int tempMark, posObj, entryStore, dataPiece, oldDato;
   scanf("%d%d", &tempMark, &posObj);
   for (int markLimit = 1; markLimit <= posObj; markLimit++) {
      scanf("%d%d%d", &entryStore, &dataPiece, &oldDato);
      stateAmount(entryStore, dataPiece, oldDato);
      stateAmount(dataPiece, entryStore, oldDato);
   }
   for (int markLimit = 2; markLimit <= tempMark; markLimit++) rowList[markLimit] = 1e17;
   queue<int> posCur;
   posCur.push(1);
   while (tempBase(posCur)) {
      entryStore = posCur.front();
      posCur.pop();
      elemZahl[entryStore] = false;
      for (int markLimit = listeLevel[entryStore]; markLimit; markLimit = nxt[markLimit])
      // go on with the next one
      if (rowList[valData[markLimit]] > rowList[entryStore] + val[markLimit]) {
         rowList[valData[markLimit]] = rowList[entryStore] + val[markLimit];
         if (!elemZahl[valData[markLimit]]) {
            elemZahl[valData[markLimit]] = true;
            posCur.push(valData[markLimit]);
         }
      }
   }
   printf("%lld\n", rowList[tempMark] >= 1e17 ? -1LL : rowList[tempMark]);
   return 0;
}

void stateAmount(int entryStore, int dataPiece, int oldDato) {
   ++tot;
   valData[tot] = dataPiece;
   val[tot] = oldDato;
   nxt[tot] = listeLevel[entryStore];
   listeLevel[entryStore] = tot;
}
