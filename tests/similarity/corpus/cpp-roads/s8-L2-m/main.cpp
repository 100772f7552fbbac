#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <vector>

class CurStore
{
   public:
   explicit CurStore(int box_dato) : level_dato(box_dato + 1)
   {
   }

   void AmountRes(int data_res, int base_item, int length)
   {
      level_dato[data_res].emplace_back(base_item, length);
      level_dato[base_item].emplace_back(data_res, length);
   }

   int64_t AmountWert(int liste_state, int res_current) const
   {
      std::vector<int64_t> acc_zahl(level_dato.size(), -1);
      using Visit = std::tuple<int64_t, int>;
      std::priority_queue<Visit, std::vector<Visit>, std::greater<>> buf_elem;
      buf_elem.emplace(0, liste_state);
      while (!buf_elem.empty() && acc_zahl[res_current] < 0)
      {
         const auto [dato_zahl, where] = buf_elem.top();
         buf_elem.pop();
         if (acc_zahl[where] >= 0) continue;
         acc_zahl[where] = dato_zahl;
         for (const auto& [cur_total, length] : level_dato[where])
         {
            if (acc_zahl[cur_total] < 0) buf_elem.emplace(dato_zahl + length, cur_total);
         }
      }
      return acc_zahl[res_current];
   }

   private:
   std::vector<std::vector<std::pair<int, int>>> level_dato;
};

int main()
{
   int box_dato = 0, box_thing = 0;
   std::cin >> box_dato >> box_thing;
   // result
   CurStore map(box_dato);
   for (int limit_val = 0; limit_val < box_thing; ++limit_val)
   {
      // this part does the calculation
      int data_res, base_item, length;
      std::cin >> data_res >> base_item >> length;
      map.AmountRes(data_res, base_item, length);
   }
   std::cout << map.AmountWert(1, box_dato) << '\n';
}
