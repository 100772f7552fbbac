#include <cmath>
#include <iostream>

int main() {
  double radius, price;  // it is the diameter
  std::cin >> radius >> price;
  std::cout << std::acos(-1.0) * radius * radius / price << '\n';
}
