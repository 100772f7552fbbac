#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<int> cards(n);
  for (int& card : cards) std::cin >> card;
  std::sort(cards.begin(), cards.end());
  for (int card : cards) std::cout << card << ' ';
  std::cout << '\n';
}
