#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

std::string Key(std::string word) {
  for (char& c : word) c = static_cast<char>(std::tolower(c));
  std::sort(word.begin(), word.end());
  return word;
}

int main() {
  std::string wanted, word;
  std::cin >> wanted;
  std::vector<std::string> found;
  for (std::ifstream words("words.txt"); words >> word;) {
    if (Key(word) == Key(wanted)) found.push_back(word);
  }
  std::reverse(found.begin(), found.end());  // any order will do
  for (const std::string& each : found) std::cout << each << '\n';
}
