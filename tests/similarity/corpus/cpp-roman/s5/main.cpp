#include <iostream>
#include <string>
#include <utility>
#include <vector>

class RomanNumber {
  public:
    explicit RomanNumber(int value) : value_(value) {}

    static RomanNumber parse(const std::string &text) {
        int sum = 0, last = 0;
        for (int i = text.size() - 1; i >= 0; i--) {
            int now = letter(text[i]);
            // substract if a bigger one came later
            sum += now >= last ? now : -now;
            last = now;
        }
        return RomanNumber(sum);
    }

    int value() const { return value_; }

    std::string text() const { return write(value_, 0); }

  private:
    static int letter(char c) {
        static const std::string letters = "IVXLCDM";
        int result = 1;
        for (size_t i = 0; i < letters.find(c); i++) result *= i % 2 == 0 ? 5 : 2;
        return result;
    }

    static std::string write(int rest, size_t from) {
        static const std::vector<std::pair<int, std::string>> parts = {
            {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
            {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}};
        if (rest == 0) return "";
        if (rest < parts[from].first) return write(rest, from + 1);
        return parts[from].second + write(rest - parts[from].first, from);
    }

    int value_;
};

int main() {
    std::string word;
    while (std::cin >> word) {
        if (word.find_first_of("0123456789") == 0)
            std::cout << RomanNumber(std::stoi(word)).text() << std::endl;
        else
            std::cout << RomanNumber::parse(word).value() << std::endl;
    }
}
