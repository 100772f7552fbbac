// A long computation at compile time: many loops, each below the compiler's own limit for one.
constexpr unsigned Spin(unsigned seed) {
  for (unsigned i = 0; i < 250000; ++i) seed = seed * 1664525u + 1013904223u;
  return seed;
}
template <unsigned N>
struct Chain {
  static constexpr unsigned value = Spin(Chain<N - 1>::value);
};
template <>
struct Chain<0> {
  static constexpr unsigned value = 1;
};
int main() { return static_cast<int>(Chain<850>::value); }
