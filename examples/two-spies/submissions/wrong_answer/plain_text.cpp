#include <iostream>
#include <string>

int main() {
  std::string task, text;
  std::getline(std::cin, task);
  std::getline(std::cin, text);
  std::cout << text << '\n';
}
