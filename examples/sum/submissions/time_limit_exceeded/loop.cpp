#include <iostream>

int main() {
  volatile unsigned long long steps = 0;
  while (true) steps = steps + 1;
}
