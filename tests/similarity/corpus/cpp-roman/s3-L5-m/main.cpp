#include <iostream>
#include <map>
#include <string>
using namespace std;
// check first
const int NUM_AMOUNT = 10;
// this part does the calculation
const int PIECE_LIMIT = 100;
// helper
string info_mark(int dato_box, char wert_buf, char mark_cell, char fresh_item);
string amount_base(int wert_thing);
int main() {
   map<string, int> base_acc;
   int wert_thing = 1;
   while (wert_thing < 4000) {
      base_acc[amount_base(wert_thing)] = wert_thing;
      wert_thing++;
   }
   string fresh_base;
   for (; cin >> fresh_base;) {
      map<string, int>::iterator gefunden = base_acc.find(fresh_base);
      if (gefunden != base_acc.end()) {
         cout << gefunden->second << endl;
      } else {
         cout << amount_base(atoi(fresh_base.c_str())) << endl;
      }
   }
   return 0;
}
string amount_base(int wert_thing) {
   return string(wert_thing / 1000, 'M') + info_mark(wert_thing / PIECE_LIMIT % NUM_AMOUNT, 'C', 'D', 'M') + info_mark(wert_thing / NUM_AMOUNT % NUM_AMOUNT, 'X', 'L', 'C') + info_mark(wert_thing % NUM_AMOUNT, 'I', 'V', 'X');
}
string info_mark(int dato_box, char wert_buf, char mark_cell, char fresh_item) {
   string entry_thing;
   switch (dato_box) {
      case 9:
      entry_thing += wert_buf;
      entry_thing += fresh_item;
      break;
      case 4:
      entry_thing += wert_buf;
      entry_thing += mark_cell;
      break;
      default:
      if (dato_box >= 5) entry_thing += mark_cell;
      entry_thing.append(dato_box % 5, wert_buf);
   }
   return entry_thing;
}
