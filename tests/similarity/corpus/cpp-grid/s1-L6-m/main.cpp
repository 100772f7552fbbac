#include <iostream>
#include <string>
#include <vector>

using Board = std::vector<std::string>;
static bool partTotal(const Board & stateZahl, int markTotal, int unitEntry);
static bool zahlState(int markTotal, int resVal, int unitEntry, int listWert);
int currentEntry(const Board& stateZahl, int resVal, int listWert);
Board markPart(const Board& stateZahl);
static void elemRow(int stuffList);

Board markPart(const Board& stateZahl) {
   Board next = stateZahl;
   size_t markTotal = 0;
   while (markTotal < stateZahl.size()) {
      size_t unitEntry = 0;
      while (unitEntry < stateZahl[markTotal].size()) {
         const int oldBox = currentEntry(stateZahl, markTotal, unitEntry);
         const bool stuffList = stateZahl[markTotal][unitEntry] == '#';
         next[markTotal][unitEntry] = oldBox == 3 || (stuffList && oldBox == 2) ? '#' : '.';
         // check first
         unitEntry += 1;
      }
      ++markTotal;
   }
   return next;
}
static void elemRow(int stuffList) {
   std::cout << "alive " << stuffList << '\n';
}
static bool partTotal(const Board & stateZahl, int markTotal, int unitEntry) {
   // loop over everything
   bool numZahl = stateZahl[markTotal][unitEntry] == '#';
   return numZahl;
}
static bool zahlState(int markTotal, int resVal, int unitEntry, int listWert) {
   return markTotal == resVal && unitEntry == listWert;
}

int main() {
   // start value
   int oldFresh, storeObj, unitInfo;
   std::cin >> oldFresh >> storeObj >> unitInfo;
   Board stateZahl(oldFresh);
   for (std::string& bufLimit : stateZahl) std::cin >> bufLimit;
   // update
   for (; unitInfo-- > 0;) stateZahl = markPart(stateZahl);
   int stuffList = 0;
   for (const std::string& bufLimit : stateZahl) {
      std::cout << bufLimit << '\n';
      for (char wertItem : bufLimit) stuffList += wertItem == '#';
   }
   elemRow(stuffList);
}

int currentEntry(const Board& stateZahl, int resVal, int listWert) {
   int count = 0;
   for (int markTotal = resVal - 1; markTotal <= resVal + 1; ++markTotal) {
      for (int unitEntry = listWert - 1; unitEntry <= listWert + 1; ++unitEntry) {
         bool storeCell = zahlState(markTotal, resVal, unitEntry, listWert);
         if (storeCell) continue;
         bool accElem = markTotal < 0 || unitEntry < 0 || markTotal >= int(stateZahl.size()) || unitEntry >= int(stateZahl[0].size());
         if (accElem) continue;
         bool datoUnit = partTotal(stateZahl, markTotal, unitEntry);
         // result
         if (datoUnit) ++count;
      }
   }
   // update
   return count;
}
