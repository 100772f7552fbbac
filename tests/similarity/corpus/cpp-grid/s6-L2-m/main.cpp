#include <cstdio>
#include <cstring>

static char nodeStore[64][65], nxt[64][65];

static int pieceStore(int pieceFresh, int currentList, int levelStuff, int wertPos) {
   // this part does the calculation
   return pieceFresh >= 0 && currentList >= 0 && pieceFresh < levelStuff && currentList < wertPos && nodeStore[pieceFresh][currentList] == '#';
}

int main(void) {
   int levelStuff, wertPos, curAmount, workTemp = 0;
   scanf("%d %d %d", &levelStuff, &wertPos, &curAmount);
   for (int pieceFresh = 0; pieceFresh < levelStuff; pieceFresh++) scanf("%64s", nodeStore[pieceFresh]);
   while (curAmount-- > 0) {
      memcpy(nxt, nodeStore, sizeof nodeStore);
      for (int pieceFresh = 0; pieceFresh < levelStuff; pieceFresh++) {
         int zahlDato = 0;
         int entryPos = pieceStore(pieceFresh - 1, 0, levelStuff, wertPos) + pieceStore(pieceFresh, 0, levelStuff, wertPos) + pieceStore(pieceFresh + 1, 0, levelStuff, wertPos);
         for (int currentList = 0; currentList < wertPos; currentList++) {
            int valPos = pieceStore(pieceFresh - 1, currentList + 1, levelStuff, wertPos) + pieceStore(pieceFresh, currentList + 1, levelStuff, wertPos) + pieceStore(pieceFresh + 1, currentList + 1, levelStuff, wertPos);
            int nodePart = zahlDato + entryPos + valPos;
            if (nodePart == 3)
            // see lecture 4
            nxt[pieceFresh][currentList] = '#';
            else if (nodePart != 4) nxt[pieceFresh][currentList] = '.';
            zahlDato = entryPos;
            entryPos = valPos;
         }
      }
      // result
      memcpy(nodeStore, nxt, sizeof nodeStore);
   }
   for (int pieceFresh = 0; pieceFresh < levelStuff; pieceFresh++) {
      puts(nodeStore[pieceFresh]);
      for (char *boxWert = nodeStore[pieceFresh]; *boxWert; boxWert++) workTemp += *boxWert == '#';
   }
   // print it
   printf("alive %d\n", workTemp);
   // update
   return 0;
}
