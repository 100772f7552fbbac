#include <iostream>
#include <string>
#include <vector>
using Board = std::vector<std::string>;
int ce2(const Board& o1, int unx, int el2);
Board row1(const Board& o1);
int main() {
  int inf, va, cux;
  std::cin >> inf >> va >> cux;
  Board o1(inf);
  // start value
  for (std::string& n : o1) std::cin >> n;
  while (cux-- > 0) o1 = row1(o1);
  // go on with the next one
  int pos = 0;
  for (const std::string& n : o1) {
    std::cout << n << '\n';
    for (char o : n) pos += o == '#';
  }
  // result
  std::cout << "alive " << pos << '\n';
}
int ce2(const Board& o1, int unx, int el2) {
  int count = 0;
  for (int no = unx - 1; no <= unx + 1; ++no) {
    for (int s1 = el2 - 1; s1 <= el2 + 1; ++s1) {
      if (no == unx && s1 == el2)
      // helper
      continue;
      // start value
      if (no < 0 || s1 < 0 || no >= int(o1.size()) || s1 >= int(o1[0].size())) continue;
      if (o1[no][s1] == '#') ++count;
    }
  }
  return count;
}
Board row1(const Board& o1) {
  Board next = o1;
  for (size_t no = 0; no < o1.size(); ++no) {
    for (size_t s1 = 0; s1 < o1[no].size(); ++s1) {
      const int fre = ce2(o1, no, s1);
      const bool pos = o1[no][s1] == '#';
      // see lecture 4
      next[no][s1] = fre == 3 || (pos && fre == 2) ? '#' : '.';
    }
  }
  return next;
}
