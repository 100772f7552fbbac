#include <iostream>
#include <vector>

int main() {
  int n;
  std::cin >> n;
  std::vector<char> composite(n + 1);
  for (int p = 2; p * p <= n; ++p) {
    for (int m = p * p; m <= n; m += p) composite[m] = 1;
  }
  for (int a = n / 2;; --a) {  // the closest pair, not the farthest
    if (composite[a] || composite[n - a]) continue;
    std::cout << n - a << ' ' << a << '\n';
    return 0;
  }
}
