#include <iostream>

int Noise(int room) {
  std::cout << "? " << room << std::endl;
  int noise;
  std::cin >> noise;
  return noise;
}

int main() {
  int low = 1, high;
  std::cin >> high;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (Noise(middle) > Noise(middle + 1)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  std::cout << "! " << low << std::endl;
}
