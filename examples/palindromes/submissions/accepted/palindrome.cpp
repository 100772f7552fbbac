#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>

int main() {
  std::string line, letters;
  std::getline(std::cin, line);
  for (const char c : line) {
    if (std::isalnum(static_cast<unsigned char>(c))) letters += static_cast<char>(std::tolower(c));
  }
  const bool same = std::equal(letters.begin(), letters.end(), letters.rbegin());
  std::cout << (same ? "yes" : "no") << '\n';
}
