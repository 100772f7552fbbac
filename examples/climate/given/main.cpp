#include <cstdio>

#include "climate.h"

int main() {
  size_t count = 0;
  if (std::scanf("%zu", &count) != 1) return 1;
  std::vector<int> degrees(count);
  for (int& each : degrees) {
    if (std::scanf("%d", &each) != 1) return 1;
  }
  const double mean = Mean(degrees);
  if (std::isnan(mean)) {
    std::puts("nan");
  } else {
    std::printf("%.2f\n", mean);
  }
}
