#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

int main() {
  int n;
  std::scanf("%d", &n);
  std::priority_queue<int, std::vector<int>, std::greater<int>> heap;
  for (int i = 0, card; i < n && std::scanf("%d", &card) == 1; ++i) heap.push(card);
  for (; !heap.empty(); heap.pop()) std::printf("%d ", heap.top());
  std::puts("");
}
