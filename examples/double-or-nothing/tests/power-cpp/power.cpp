#include <cmath>
#include <cstdio>

int main() {
  double stake, chance;
  int rounds;
  std::scanf("%lf %lf %d", &stake, &chance, &rounds);
  std::printf("%.8f\n", stake * std::pow(2 * chance, rounds));
}
