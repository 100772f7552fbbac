#include <iostream>
#include <queue>
#include <vector>

int main() {
  int kinds, amount;
  std::cin >> kinds;
  std::vector<int> coins(kinds);
  for (int& coin : coins) std::cin >> coin;
  std::cin >> amount;
  std::vector<int> by(amount + 1, -1);  // breadth first: the coin that reached an amount first
  std::queue<int> next({0});
  by[0] = 0;
  for (; !next.empty(); next.pop()) {
    for (int coin : coins) {
      const int value = next.front() + coin;
      if (value <= amount && by[value] < 0) by[value] = coin, next.push(value);
    }
  }
  for (; amount > 0; amount -= by[amount]) std::cout << by[amount] << ' ';
  std::cout << '\n';
}
