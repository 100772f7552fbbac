#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <vector>

class Map {
 public:
  explicit Map(int towns) : roads_(towns + 1) {}

  void Connect(int a, int b, int length) {
    roads_[a].emplace_back(b, length);
    roads_[b].emplace_back(a, length);
  }

  int64_t Distance(int start, int goal) const {
    std::vector<int64_t> reached(roads_.size(), -1);
    using Visit = std::tuple<int64_t, int>;
    std::priority_queue<Visit, std::vector<Visit>, std::greater<>> agenda;
    agenda.emplace(0, start);
    while (!agenda.empty() && reached[goal] < 0) {
      const auto [when, where] = agenda.top();
      agenda.pop();
      if (reached[where] >= 0) continue;
      reached[where] = when;
      for (const auto& [neighbour, length] : roads_[where]) {
        if (reached[neighbour] < 0) agenda.emplace(when + length, neighbour);
      }
    }
    return reached[goal];
  }

 private:
  std::vector<std::vector<std::pair<int, int>>> roads_;
};

int main() {
  int towns = 0, roads = 0;
  std::cin >> towns >> roads;
  Map map(towns);
  for (int i = 0; i < roads; ++i) {
    int a, b, length;
    std::cin >> a >> b >> length;
    map.Connect(a, b, length);
  }
  std::cout << map.Distance(1, towns) << '\n';
}
