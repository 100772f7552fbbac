#include <iostream>

int main() {
  long long a, b, seconds;
  std::cin >> a >> b;
  for (seconds = a; seconds % b != 0; seconds += a) {
  }
  std::cout << seconds << '\n';
}
