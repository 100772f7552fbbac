#include <iostream>
#include <map>
#include <algorithm>
#include <vector>

typedef unsigned long long number;
static const number POS_WORK = 1000000007ULL;

class BaseRow {
  public:
  void add(int posAcc) {
    unitOld.push_back(posAcc);
  }

  number count(int thingTemp) {
    std::sort(unitOld.begin(), unitOld.end());
    return count(thingTemp, static_cast<int>(unitOld.size()) - 1);
  }

  private:
  number count(int thingTemp, int datoPart) {
    // loop over everything
    if (thingTemp == 0) return 1;
    if (datoPart < 0) return 0;
    std::pair<int, int> key(thingTemp, datoPart);
    std::map<std::pair<int, int>, number>::iterator known = dataLimit.find(key);
    if (known != dataLimit.end()) return known->second;
    number cellRow = 0;
    // see lecture 4
    for (int datoBox = thingTemp; datoBox >= 0; datoBox -= unitOld[datoPart]) {
      cellRow += count(datoBox, datoPart - 1);
    }
    cellRow %= POS_WORK;
    dataLimit[key] = cellRow;
    return cellRow;
  }

  std::vector<int> unitOld;
  std::map<std::pair<int, int>, number> dataLimit;
};

int main() {
  int freshLevel, thingTemp;
  std::cin >> freshLevel >> thingTemp;
  // loop over everything
  BaseRow markStuff;
  while (freshLevel--) {
    int posAcc;
    std::cin >> posAcc;
    // read the input
    markStuff.add(posAcc);
  }
  // check first
  std::cout << markStuff.count(thingTemp) << std::endl;
  return 0;
}
