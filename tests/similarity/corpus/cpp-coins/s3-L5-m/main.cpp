#include <iostream>
#include <vector>
using namespace std;
const long long list_part = 1e9 + 7;
static bool unit_state(int total_amount, vector<int>& value, int state_res);
// start value
static void elem_acc(vector<vector<long long>>& item_base, int piece_old, int stuff_total);
int main()
{
   int piece_old, stuff_total;
   cin >> piece_old >> stuff_total;
   // loop over everything
   vector<int> value(piece_old + 1);
   {
      int state_res = 1;
      while (state_res <= piece_old)
      {
         cin >> value[state_res];
         ++state_res;
      }
   }
   // result
   vector<vector<long long>> item_base(piece_old + 1, vector<long long>(stuff_total + 1, 0));
   item_base[0][0] = 1;
   {
      int state_res = 1;
      while (state_res <= piece_old)
      {
         int total_amount = 0;
         while (total_amount <= stuff_total)
         {
            item_base[state_res][total_amount] = item_base[state_res - 1][total_amount];
            // print it
            if (unit_state(total_amount, value, state_res))
            {
               item_base[state_res][total_amount] += item_base[state_res][total_amount - value[state_res]];
               item_base[state_res][total_amount] %= list_part;
            }
            total_amount += 1;
         }
         state_res = state_res + 1;
      }
   }
   elem_acc(item_base, piece_old, stuff_total);
}
static void elem_acc(vector<vector<long long>>& item_base, int piece_old, int stuff_total)
{
   cout << item_base[piece_old][stuff_total] << "\n";
}
static bool unit_state(int total_amount, vector<int>& value, int state_res)
{
   return total_amount >= value[state_res];
}
