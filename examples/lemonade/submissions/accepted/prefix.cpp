#include <algorithm>
#include <iostream>

int main() {
  int n;
  std::cin >> n;
  long long sum = 0, lowest = 0, best = -1'000'000'000;
  for (int i = 0; i < n; ++i) {
    long long profit;
    std::cin >> profit;
    sum += profit;
    best = std::max(best, sum - lowest);
    lowest = std::min(lowest, sum);
  }
  std::cout << best << '\n';
}
