#include <vector>
int main() {
  for (std::vector<std::vector<char>> blocks;;) blocks.emplace_back(1 << 20, 1);
}
