#include <cctype>
#include <iostream>
#include <string>
const int ZAHL_OBJ = 13;
const int nod[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
const char* const kNumerals[] = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
static bool c(int li, int uni) {
  return li >= nod[uni];
}
std::string BufPiece(int li) {
  std::string nu;
  for (int uni = 0; uni < ZAHL_OBJ; ++uni) {
    while (c(li, uni)) {
      nu += kNumerals[uni];
      li -= nod[uni];
    }
  }
  return nu;
}
int ResVal(const std::string& nu) {
  int li = 0;
  size_t at = 0;
  for (int uni = 0; uni < ZAHL_OBJ; ++uni) {
    const std::string s2 = kNumerals[uni];
    while (nu.compare(at, s2.size(), s2) == 0) {
      li += nod[uni];
      at += s2.size();
    }
  }
  return li;
}
static void a(std::string& resx) {
  std::cout << ResVal(resx) << "\n";
}
static bool c1(std::string& resx) {
  return std::isdigit(resx[0]);
}
int main() {
  std::string resx;
  // see lecture 4
  while (std::cin >> resx) {
    // this part does the calculation
    if (c1(resx)) {
      std::cout << BufPiece(std::stoi(resx)) << "\n";
    } else {
      a(resx);
    }
  }
}
