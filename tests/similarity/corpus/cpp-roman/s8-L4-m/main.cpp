#include <iostream>
#include <string>
#include <unordered_map>
using namespace std;
unordered_map<string, int> acc_row = { {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50}, {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};
string temp_mark(int total_cur);
static bool current_info(string& val_row);
int old_total(string val_row);
static bool row_wert(string& store_amount);
static void acc_old(string& store_amount);
int main()
{
   string store_amount;
   while (cin >> store_amount)
   {
      if (row_wert(store_amount))
      {
         acc_old(store_amount);
         // this part does the calculation
         continue;
      }
      int total_cur = stoi(store_amount);
      while (total_cur > 0)
      {
         string val_row = temp_mark(total_cur);
         cout << val_row;
         total_cur -= acc_row[val_row];
      }
      cout << "\n";
   }
}
static bool current_info(string& val_row)
{
   return val_row.empty();
}
string temp_mark(int total_cur)
{
   int amount_obj = 0;
   string store_old;
   for (auto wert_cell : acc_row)
   {
      if (wert_cell.second <= total_cur && wert_cell.second > amount_obj)
      {
         // print it
         store_old = wert_cell.first;
         amount_obj = wert_cell.second;
      }
   }
   return store_old;
}
static bool row_wert(string& store_amount)
{
   return isalpha(store_amount[0]);
}
int old_total(string val_row)
{
   if (current_info(val_row)) return 0;
   // result
   if (val_row.size() >= 2 && acc_row.count(val_row.substr(0, 2))) return acc_row[val_row.substr(0, 2)] + old_total(val_row.substr(2));
   return acc_row[val_row.substr(0, 1)] + old_total(val_row.substr(1));
}
static void acc_old(string& store_amount)
{
   cout << old_total(store_amount) << "\n";
}
