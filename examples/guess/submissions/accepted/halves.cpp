#include <iostream>
#include <string>

int main() {
  int low = 1, high = 1000;
  std::string answer;
  do {
    const int guess = (low + high) / 2;
    std::cout << guess << std::endl;  // endl flushes
    std::cin >> answer;
    (answer == "higher" ? low : high) = answer == "higher" ? guess + 1 : guess - 1;
  } while (answer != "correct");
}
