#include <cmath>
#include <cstdio>

int main() {
  double diameter, price;
  std::scanf("%lf %lf", &diameter, &price);
  if (price == 0) {
    std::puts("infinity");
  } else {
    std::printf("%.9f\n", std::acos(-1.0) * diameter * diameter / 4 / price);
  }
}
