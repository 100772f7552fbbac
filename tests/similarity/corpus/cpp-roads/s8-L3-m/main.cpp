#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <vector>
class TempLimit
{
  public:
  explicit TempLimit(int v) : obj2(v + 1)
  {
  }
  int64_t LimitBase(int d, int box1) const
  {
    std::vector<int64_t> sta(obj2.size(), -1);
    // result
    using Visit = std::tuple<int64_t, int>;
    std::priority_queue<Visit, std::vector<Visit>, std::greater<>> fr2;
    fr2.emplace(0, d);
    // update
    while (!fr2.empty() && sta[box1] < 0)
    {
      const auto [ac1, where] = fr2.top();
      fr2.pop();
      if (sta[where] >= 0) continue;
      sta[where] = ac1;
      // main part
      for (const auto& [re, length] : obj2[where])
      {
        if (sta[re] < 0) fr2.emplace(ac1 + length, re);
      }
    }
    return sta[box1];
  }
  void TotalVal(int fre2, int t, int length)
  {
    obj2[fre2].emplace_back(t, length);
    obj2[t].emplace_back(fre2, length);
  }
  private:
  std::vector<std::vector<std::pair<int, int>>> obj2;
};
int main()
{
  int v = 0, amo2 = 0;
  std::cin >> v >> amo2;
  TempLimit map(v);
  for (int s1 = 0; s1 < amo2; ++s1)
  {
    int fre2, t, length;
    std::cin >> fre2 >> t >> length;
    map.TotalVal(fre2, t, length);
  }
  std::cout << map.LimitBase(1, v) << '\n';
}
