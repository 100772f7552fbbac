#include <algorithm>
#include <iostream>

int main() {
  int n;
  std::cin >> n;
  long long here = 0, best = 0;  // a summer of rain has a best day too
  for (int i = 0; i < n; ++i) {
    long long profit;
    std::cin >> profit;
    here = std::max(0LL, here + profit);
    best = std::max(best, here);
  }
  std::cout << best << '\n';
}
