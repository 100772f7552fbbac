#include <iostream>
#include <vector>
#include <numeric>

int main() {
    const int modulus = 1'000'000'007;
    size_t n, s;
    std::cin >> n >> s;
    std::vector<std::vector<size_t>> by_value(s + 1);
    for (size_t i = 0; i < n; ++i) {
        size_t value;
        std::cin >> value;
        if (value <= s) by_value[value].push_back(value);
    }
    std::vector<int> count(s + 1);
    count.front() = 1;
    for (const auto& values : by_value) {
        for (const size_t value : values) {
            auto from = count.begin();
            for (auto to = from + value; to != count.end(); ++to, ++from) {
                *to = (*to + *from) % modulus;
            }
        }
    }
    std::cout << count.back() << std::endl;
}
