#include <string>

static int Length(std::string text) { return static_cast<int>(text.size()); }

int main() {
  int *leaked = new int(4);
  *leaked = Length("x");
  return 0;
}
