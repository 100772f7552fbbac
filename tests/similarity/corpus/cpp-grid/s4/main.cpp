#include <bits/stdc++.h>
using namespace std;
int main() {
  int h, w, n; cin >> h >> w >> n;
  vector<vector<bool>> g(h, vector<bool>(w));
  for (auto&& r : g) for (int x = 0; x < w; x++) { char c; cin >> c; r[x] = c == '#'; }
  auto at = [&](int y, int x) { return y >= 0 && y < h && x >= 0 && x < w && g[y][x]; };
  while (n--) {
    auto t = g;
    for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) {
      int s = -at(y, x);
      for (int d = 0; d < 9; d++) s += at(y + d / 3 - 1, x + d % 3 - 1);
      t[y][x] = s == 3 || (s == 2 && g[y][x]);
    }
    g = t;
  }
  int sum = 0;
  for (auto&& r : g) {
    for (bool b : r) { putchar(b ? '#' : '.'); sum += b; }
    puts("");
  }
  printf("alive %d\n", sum);
}
