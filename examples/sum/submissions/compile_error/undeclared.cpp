#include <iostream>

int main() { std::cout << a + b << '\n'; }
