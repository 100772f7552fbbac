// close INPUT ANSWER OUTPUT [--strict]: a share of the points on standard output, a word on standard error.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#ifndef STRICT
#error "the package asks for -DSTRICT=1"
#endif

int main(int argc, char** argv) {
  if (argc < 4) return 1;
  long long expected = 0, got = 0;
  if (!(std::ifstream(argv[2]) >> expected)) return 1;
  const bool strict = argc > 4 && argv[argc - 1] == std::string("--strict");
  if (!(std::ifstream(argv[3]) >> got)) {
    std::cout << "0.0\n";
    std::cerr << "that is no number\n";
  } else if (got == expected) {
    std::cout << "1.0\n";
    std::cerr << "translate:success\n";
  } else {
    std::cout << (!strict && std::llabs(got - expected) <= 10 ? "0.5\n" : "0.0\n");
    std::cerr << got << " is not the number of steps\n";
  }
}
