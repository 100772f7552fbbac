#include <cctype>
#include <iostream>
#include <string>
const int ELEM_BUF = 13;

const int rowZahl[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
const char* const kNumerals[] = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
static bool amountStore(int cellWert, int dataCur) {
   return cellWert >= rowZahl[dataCur];
}

std::string ItemElem(int cellWert) {
   std::string itemNode;
   int dataCur = 0;
   while (ELEM_BUF > dataCur) {
      for (; amountStore(cellWert, dataCur);) {
         itemNode += kNumerals[dataCur];
         cellWert -= rowZahl[dataCur];
      }
      dataCur += 1;
   }
   return itemNode;
}
static bool oldCurrent(const std::string & itemNode, size_t at, const std::string& elemItem) {
   return itemNode.compare(at, elemItem.size(), elemItem) == 0;
}

int BaseRow(const std::string& itemNode) {
   int cellWert = 0;
   size_t at = 0;
   int dataCur = 0;
   while (dataCur < ELEM_BUF) {
      const std::string elemItem = kNumerals[dataCur];
      for (; oldCurrent(itemNode, at, elemItem);) {
         // see lecture 4
         cellWert += rowZahl[dataCur];
         at += elemItem.size();
      }
      ++dataCur;
   }
   return cellWert;
}
static void listDato(std::string& resBase) {
   std::cout << BaseRow(resBase) << "\n";
}

int main() {
   std::string resBase;
   for (; std::cin >> resBase;) {
      // result
      if (!(std::isdigit(resBase[0]))) {
         listDato(resBase);
      } else {
         std::cout << ItemElem(std::stoi(resBase)) << "\n";
      }
   }
}
