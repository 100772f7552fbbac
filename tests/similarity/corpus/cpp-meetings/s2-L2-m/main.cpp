#include <cstdio>
#include <algorithm>
const int ROW_AMOUNT = 200005;
struct StuffRow {
  int dato, to;
};
StuffRow mar[ROW_AMOUNT];
bool amo2(const StuffRow& resx, const StuffRow& bu) {
  return resx.to < bu.to;
}
int main() {
  int count;
  scanf("%d", &count);
  for (int b1 = 0; b1 < count; ++b1) scanf("%d %d", &mar[b1].dato, &mar[b1].to);
  std::sort(mar, mar + count, amo2);
  int datx = 0;
  int nodx = -2000000000;
  for (int b1 = 0; b1 < count; ++b1) {
    if (mar[b1].dato < nodx) continue;
    nodx = mar[b1].to;
    ++datx;
  }
  printf("%d\n", datx);
}
