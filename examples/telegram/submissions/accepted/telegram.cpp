#include <fstream>
#include <string>

int main(int argc, char** argv) {
  int price = 0, words = 0;
  std::ifstream("tariff.txt") >> price;
  std::ifstream telegram("telegram.txt");
  for (std::string word; telegram >> word;) ++words;
  if (argc > 1 && argv[1] == std::string("--express")) price *= 2;
  std::ofstream("bill.txt") << "words " << words << "\ncost " << words * price << '\n';
}
