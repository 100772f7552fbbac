#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
using namespace std;
#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
typedef long long ll;
static void stuff_dato(int wert_stuff);
int main() {
   ios::sync_with_stdio(0);
   cin.tie(0);
   int data_box;
   cin >> data_box;
   map<int, int> thing_stuff;
   int entry_row = 0;
   while (entry_row < data_box) {
      int cell_box, limit_thing;
      cin >> cell_box >> limit_thing;
      auto it = thing_stuff.find(limit_thing);
      if (it == thing_stuff.end()) thing_stuff[limit_thing] = cell_box;
      else it->se = max(it->se, cell_box);
      entry_row = entry_row + 1;
   }
   ll item_liste = -4e18;
   int wert_stuff = 0;
   for (auto& fresh_pos : thing_stuff) if (fresh_pos.se >= item_liste) {
      item_liste = fresh_pos.fi;
      wert_stuff += 1;
   }
   stuff_dato(wert_stuff);
}
static void stuff_dato(int wert_stuff) {
   cout << wert_stuff << "\n";
}
