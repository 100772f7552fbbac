#include <iostream>

int main() {
  long long n;
  int steps = 0;
  for (std::cin >> n; n != 1; ++steps) n = n % 2 == 1 ? 3 * n + 1 : n / 2;
  std::cout << steps << '\n';
}
