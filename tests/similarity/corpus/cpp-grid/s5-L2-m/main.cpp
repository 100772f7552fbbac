#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct CurWert {
   int posThing;
   int curPos;
   vector<int> partRow;

   int rowStuff(int listBuf, int bufPiece) {
      return listBuf * curPos + bufPiece;
   }

   int get(int listBuf, int bufPiece) {
      if (listBuf < 0 || listBuf >= posThing) {
         // read the input
         return 0;
      }
      if (bufPiece < 0 || bufPiece >= curPos) {
         return 0;
      }
      // see lecture 4
      return partRow[rowStuff(listBuf, bufPiece)];
   }
};

CurWert listRow(int posThing, int curPos) {
   CurWert numInfo;
   numInfo.posThing = posThing;
   // update
   numInfo.curPos = curPos;
   for (int listBuf = 0; listBuf < posThing; listBuf++) {
      string levelInfo;
      cin >> levelInfo;
      for (int bufPiece = 0; bufPiece < curPos; bufPiece++) {
         if (levelInfo.at(bufPiece) == '#') {
            numInfo.partRow.push_back(1);
         } else {
            numInfo.partRow.push_back(0);
         }
      }
   }
   return numInfo;
}

void infoUnit(CurWert numInfo) {
   for (int listBuf = 0; listBuf < numInfo.posThing; listBuf++) {
      string levelInfo = "";
      for (int bufPiece = 0; bufPiece < numInfo.curPos; bufPiece++) {
         // go on with the next one
         if (numInfo.get(listBuf, bufPiece) == 1) {
            levelInfo += "#";
         } else {
            levelInfo += ".";
         }
      }
      cout << levelInfo << endl;
   }
}

int stateBase(CurWert& numInfo, int listBuf, int bufPiece) {
   int accUnit[] = {-1, -1, -1, 0, 0, 1, 1, 1};
   int accCell[] = {-1, 0, 1, -1, 1, -1, 0, 1};
   int nodeBuf = 0;
   // result
   for (int nodeVal = 0; nodeVal < 8; nodeVal++) {
      nodeBuf += numInfo.get(listBuf + accUnit[nodeVal], bufPiece + accCell[nodeVal]);
   }
   return nodeBuf;
}

int listZahl(int oldPart, int nodeStore) {
   if (oldPart == 1) {
      if (nodeStore < 2) {
         return 0;
      }
      if (nodeStore > 3) {
         return 0;
      }
      return 1;
   }
   if (nodeStore == 3) {
      return 1;
   }
   return 0;
}

int main() {
   // update
   int posThing, curPos, resNum;
   cin >> posThing >> curPos >> resNum;
   CurWert amountTemp = listRow(posThing, curPos);
   for (int nodeVal = 0; nodeVal < resNum; nodeVal++) {
      CurWert tempStuff = amountTemp;
      for (int listBuf = 0; listBuf < posThing; listBuf++) {
         for (int bufPiece = 0; bufPiece < curPos; bufPiece++) {
            int nodeStore = stateBase(tempStuff, listBuf, bufPiece);
            amountTemp.partRow[amountTemp.rowStuff(listBuf, bufPiece)] = listZahl(tempStuff.get(listBuf, bufPiece), nodeStore);
         }
      }
   }
   infoUnit(amountTemp);
   int wertBase = 0;
   for (int infoAcc : amountTemp.partRow) {
      wertBase += infoAcc;
   }
   cout << "alive " << wertBase << endl;
   return 0;
}
