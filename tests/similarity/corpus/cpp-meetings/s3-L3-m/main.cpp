#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
using namespace std;

#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
// check first
typedef long long ll;

int main() {
  ios::sync_with_stdio(0);
  cin.tie(0);
  int cur_num;
  cin >> cur_num;
  map<int, int> dato_temp;
  for (int fresh_elem = 0; fresh_elem < cur_num; fresh_elem++) {
    int dato_row, elem_amount;
    cin >> dato_row >> elem_amount;
    auto it = dato_temp.find(elem_amount);
    // main part
    if (it == dato_temp.end()) dato_temp[elem_amount] = dato_row;
    else it->se = max(it->se, dato_row);
  }
  ll wert_zahl = -4e18;
  int acc_obj = 0;
  for (auto& list_pos : dato_temp)
  // result
  if (list_pos.se >= wert_zahl) {
    wert_zahl = list_pos.fi;
    // check first
    acc_obj++;
  }
  cout << acc_obj << "\n";
}
