#include <cctype>
#include <iostream>
#include <string>

int main() {
  std::string line, letters;
  std::getline(std::cin, line);
  for (const char c : line) {
    if (std::isalpha(static_cast<unsigned char>(c))) letters += static_cast<char>(std::tolower(c));
  }
  if (letters.empty()) {  // nothing to compare?
    std::cout << "no\n";
    return 0;
  }
  std::cout << (letters == std::string(letters.rbegin(), letters.rend()) ? "yes" : "no") << '\n';
}
