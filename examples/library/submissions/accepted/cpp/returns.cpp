#include <iostream>
#include <set>
#include <string>
#include <utility>

int main() {
  int today, day;
  std::cin >> today;
  std::set<std::pair<int, std::string>> overdue;
  for (std::string title; std::cin >> title >> day;) {
    if (day < today) overdue.emplace(day, title);
  }
  for (const auto& book : overdue) std::cout << book.second << '\n';
  if (overdue.empty()) std::cout << "nothing\n";
}
