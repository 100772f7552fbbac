#include <cctype>
#include <iostream>
#include <string>

const int kValues[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
const char* const kNumerals[] = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};

std::string ToRoman(int number) {
  std::string roman;
  for (int i = 0; i < 13; ++i) {
    while (number >= kValues[i]) {
      roman += kNumerals[i];
      number -= kValues[i];
    }
  }
  return roman;
}

int FromRoman(const std::string& roman) {
  size_t at = 0;
  int number = 0;
  for (int i = 0; i < 13; ++i) {
    const std::string numeral = kNumerals[i];
    while (roman.compare(at, numeral.size(), numeral) == 0) {
      number += kValues[i];
      at += numeral.size();
    }
  }
  return number;
}

int main() {
  std::string line;
  while (std::cin >> line) {
    if (std::isdigit(line[0])) {
      std::cout << ToRoman(std::stoi(line)) << "\n";
    } else {
      std::cout << FromRoman(line) << "\n";
    }
  }
}
