#include <iostream>
#include <string>

int main() {
  std::string digits;
  for (char c; std::cin >> c;) {
    if (c != '-') digits += c;
  }
  int sum = 0;
  bool ok = digits.size() == 10;
  for (size_t i = 0; i < digits.size(); ++i) {
    const bool ten = digits[i] == 'X' && i == 9;
    ok = ok && (ten || (digits[i] >= '0' && digits[i] <= '9'));
    sum += static_cast<int>(10 - i) * (ten ? 10 : digits[i] - '0');
  }
  std::cout << (ok && sum % 11 == 0 ? "yes" : "no") << '\n';
}
