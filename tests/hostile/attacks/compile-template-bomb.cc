// Instantiations without end: every level makes two new ones.
template <unsigned long long N, unsigned D>
struct Bomb {
  static constexpr unsigned long long value =
      Bomb<2 * N, D - 1>::value + Bomb<2 * N + 1, D - 1>::value;
};
template <unsigned long long N>
struct Bomb<N, 0> {
  static constexpr unsigned long long value = N;
};
int main() { return static_cast<int>(Bomb<1, 60>::value); }
