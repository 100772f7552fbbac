#include <bitset>
#include <iostream>
#include <string>

// Five digits a character are enough: 26 letters and the blank.
const std::string kAlphabet = " abcdefghijklmnopqrstuvwxyz";

int main() {
  std::string task, text;
  std::getline(std::cin, task);
  std::getline(std::cin, text);
  if (task == "encode") {
    for (const char c : text) std::cout << std::bitset<5>(kAlphabet.find(c));
  } else {
    for (size_t i = 0; i < text.size(); i += 5) std::cout << kAlphabet[std::bitset<5>(text, i, 5).to_ulong()];
  }
  std::cout << '\n';
}
