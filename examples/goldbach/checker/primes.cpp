// primes INPUT ANSWER FEEDBACK_DIR < output: 42 when the output is two primes with the right sum, else 43.
#include <fstream>
#include <iostream>
#include <string>

namespace {

bool IsPrime(long long n) {
  for (long long d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n >= 2;
}

int Reject(const char* feedback, const std::string& why) {
  std::ofstream(std::string(feedback) + "/judgemessage.txt") << why << '\n';
  std::ofstream(std::string(feedback) + "/teammessage.txt") << why << '\n';
  return 43;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 1;
  long long n = 0, a = 0, b = 0;
  std::ifstream(argv[1]) >> n;
  if (!(std::cin >> a >> b)) return Reject(argv[3], "expected two numbers");
  std::string more;
  if (std::cin >> more) return Reject(argv[3], "something stands after the two numbers: " + more.substr(0, 20));
  if (a > 1'000'000 || b > 1'000'000) return Reject(argv[3], "a prime that is larger than any n");
  if (a + b != n) return Reject(argv[3], std::to_string(a) + " + " + std::to_string(b) + " is not " + std::to_string(n));
  for (const long long p : {a, b}) {
    if (!IsPrime(p)) return Reject(argv[3], std::to_string(p) + " is not a prime");
  }
  return 42;
}
