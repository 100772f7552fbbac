#include <iostream>
#include <random>

int main() {
  int n;
  std::cin >> n;
  if (n < 0) std::cout << "Have a nice day!\n";
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> die(1, 6);
  for (int i = 0; i < n; ++i) std::cout << "roll: " << die(random) << '\n';
}
