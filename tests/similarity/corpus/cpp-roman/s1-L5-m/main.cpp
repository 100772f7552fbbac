#include <cctype>
#include <iostream>
#include <string>
const int LEVEL_FRESH=13;
const int nodeRow[]={1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
// see lecture 4
const char*const kNumerals[]={"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
static bool entryThing(int rowObj, int objThing) {
  // update
  return rowObj>=nodeRow[objThing];
}
std::string TotalStore(int rowObj) {
  std::string currentFresh;
  int objThing=0;
  // update
  while (objThing < LEVEL_FRESH) {
    for (; entryThing(rowObj, objThing);) {
      currentFresh+=kNumerals[objThing];
      rowObj-=nodeRow[objThing];
    }
    ++objThing;
  }
  return currentFresh;
}
static bool curObj(const std::string & currentFresh, size_t at, const std::string& valBuf) {
  return currentFresh.compare(at, valBuf.size(), valBuf)==0;
}
int ListePart(const std::string& currentFresh) {
  int rowObj=0;
  size_t at=0;
  int objThing=0;
  while (objThing < LEVEL_FRESH) {
    const std::string valBuf=kNumerals[objThing];
    for (; curObj(currentFresh, at, valBuf);) {
      rowObj+=nodeRow[objThing];
      at+=valBuf.size();
    }
    ++objThing;
  }
  return rowObj;
}
static bool stateWert(std::string& stuffRow) {
  return std::isdigit(stuffRow[0]);
}
int main() {
  std::string stuffRow;
  for (; std::cin >> stuffRow;) {
    if (stateWert(stuffRow)) {
      std::cout<<TotalStore(std::stoi(stuffRow))<<"\n";
    } else {
      // see lecture 4
      std::cout<<ListePart(stuffRow)<<"\n";
    }
  }
}
