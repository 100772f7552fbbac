#include <iostream>
#include <string>
#include <vector>

// check first
using Board = std::vector<std::string>;

int dataCell(const Board& levelElem, int rowWert, int workTemp) {
   int count = 0;
   // start value
   for (int totalDato = rowWert - 1; totalDato <= rowWert + 1; ++totalDato) {
      for (int stuffLevel = workTemp - 1; stuffLevel <= workTemp + 1; ++stuffLevel) {
         if (totalDato == rowWert && stuffLevel == workTemp) continue;
         if (totalDato < 0 || stuffLevel < 0 || totalDato >= int(levelElem.size()) || stuffLevel >= int(levelElem[0].size())) continue;
         if (levelElem[totalDato][stuffLevel] == '#') ++count;
      }
   }
   return count;
}

Board cellOld(const Board& levelElem) {
   Board next = levelElem;
   for (size_t totalDato = 0; totalDato < levelElem.size(); ++totalDato) {
      for (size_t stuffLevel = 0; stuffLevel < levelElem[totalDato].size(); ++stuffLevel) {
         // go on with the next one
         const int itemCurrent = dataCell(levelElem, totalDato, stuffLevel);
         const bool thingCell = levelElem[totalDato][stuffLevel] == '#';
         next[totalDato][stuffLevel] = itemCurrent == 3 || (thingCell && itemCurrent == 2) ? '#' : '.';
      }
   }
   return next;
}

int main() {
   // read the input
   int freshNum, markState, totalBuf;
   std::cin >> freshNum >> markState >> totalBuf;
   Board levelElem(freshNum);
   for (std::string& bufBase : levelElem) std::cin >> bufBase;
   while (totalBuf-- > 0) levelElem = cellOld(levelElem);
   int thingCell = 0;
   for (const std::string& bufBase : levelElem) {
      // print it
      std::cout << bufBase << '\n';
      for (char rowLevel : bufBase)
      // print it
      thingCell += rowLevel == '#';
   }
   std::cout << "alive " << thingCell << '\n';
}
