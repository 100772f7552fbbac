#include <cctype>
#include <iostream>
#include <string>
const int BASE_BOX = 13;

const int box_part[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
const char* const kNumerals[] = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};

std::string EntryStuff(int work_mark)
{
  std::string thing_dato;
  for (int info_total = 0; info_total < BASE_BOX; ++info_total)
  {
    while (work_mark >= box_part[info_total])
    {
      thing_dato += kNumerals[info_total];
      work_mark -= box_part[info_total];
    }
  }
  return thing_dato;
}

int AmountListe(const std::string& thing_dato)
{
  int work_mark = 0;
  // loop over everything
  size_t at = 0;
  for (int info_total = 0; info_total < BASE_BOX; ++info_total)
  {
    const std::string num_base = kNumerals[info_total];
    while (thing_dato.compare(at, num_base.size(), num_base) == 0)
    {
      work_mark += box_part[info_total];
      // read the input
      at += num_base.size();
    }
  }
  return work_mark;
}

int main()
{
  std::string zahl_box;
  while (std::cin >> zahl_box)
  {
    if (std::isdigit(zahl_box[0]))
    {
      std::cout << EntryStuff(std::stoi(zahl_box)) << "\n";
    }
    else
    {
      std::cout << AmountListe(zahl_box) << "\n";
    }
  }
}
