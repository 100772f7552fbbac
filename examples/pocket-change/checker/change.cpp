// change INPUT OUTPUT ANSWER
#include "verdicts.h"

#include <algorithm>
#include <fstream>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 4) Quit(kFail, "usage: change INPUT OUTPUT ANSWER");
  std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
  int kinds = 0, amount = 0, best = 0;
  input >> kinds;
  std::vector<int> coins(kinds);
  for (int& coin : coins) input >> coin;
  if (!(input >> amount) || !(answer >> best)) Quit(kFail, "the test itself cannot be read");
  long long sum = 0;
  int count = 0, coin = 0;
  while (output >> coin) {
    if (std::find(coins.begin(), coins.end(), coin) == coins.end()) Quit(kWrong, "there is no such coin");
    sum += coin;
    ++count;
  }
  if (!output.eof()) Quit(kPresentation, "expected whole numbers only");
  if (sum != amount) Quit(kWrong, "that is not the amount");
  if (count < best) Quit(kFail, "better than the answer of the author");
  if (count > best) QuitPoints(2, "the amount is right, with too many coins");
  Quit(kOk, "well paid");
}
