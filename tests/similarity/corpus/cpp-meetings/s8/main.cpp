#include <iostream>
#include <set>
#include <utility>

int main() {
    std::ios::sync_with_stdio(false);
    int meetings = 0;
    std::cin >> meetings;
    std::multiset<std::pair<int, int>> by_end;
    while (meetings-- > 0) {
        int s, e;
        std::cin >> s >> e;
        by_end.emplace(e, s);
    }
    int held = 0;
    auto it = by_end.begin();
    while (it != by_end.end()) {
        const int finished = it->first;
        ++held;
        do {
            ++it;
        } while (it != by_end.end() && it->second < finished);
    }
    std::cout << held << std::endl;
}
