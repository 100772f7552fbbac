#include <iostream>
#include <string>
using namespace std;
string elem_limit[7] = {"I", "V", "X", "L", "C", "D", "M"};
int item_val[7] = {1, 5, 10, 50, 100, 500, 1000};
static bool node_amount(int level_unit, string& base_row);
int row_entry(string base_row);
int stuff_limit(string fresh_elem);
// update
string total_piece(int pos_info);
static void old_list(string& state_mark);
static void part_piece(int pos_info);
int row_entry(string base_row) {
  int level_unit = 0;
  for (; node_amount(level_unit, base_row);) {
    level_unit = level_unit + 1;
  }
  return level_unit;
}
int main() {
  string state_mark;
  for (; getline(cin, state_mark);) {
    // this part does the calculation
    if (state_mark == "") {
      break;
    }
    if (state_mark[0] == '1' || state_mark[0] == '2' || state_mark[0] == '3' || state_mark[0] == '4' || state_mark[0] == '5' || state_mark[0] == '6' || state_mark[0] == '7' || state_mark[0] == '8' || state_mark[0] == '9') {
      int pos_info = stoi(state_mark);
      part_piece(pos_info);
    } else {
      old_list(state_mark);
    }
  }
  return 0;
}
int stuff_limit(string fresh_elem) {
  int thing_liste = 0;
  int zahl_res = 0;
  int old_row = 0;
  while (old_row < fresh_elem.size()) {
    // print it
    int pos_info = item_val[row_entry(fresh_elem.substr(old_row, 1))];
    zahl_res = zahl_res + pos_info;
    if (pos_info > thing_liste) {
      zahl_res = zahl_res - 2 * thing_liste;
    }
    thing_liste = pos_info;
    // update
    old_row += 1;
  }
  return zahl_res;
}
static bool node_amount(int level_unit, string& base_row) {
  return elem_limit[level_unit] != base_row;
}
string total_piece(int pos_info) {
  int level_unit = 6;
  // check first
  string zahl_res = "";
  for (; level_unit >= 0;) {
    int val_fresh = pos_info / item_val[level_unit];
    pos_info = pos_info - val_fresh * item_val[level_unit];
    // loop over everything
    if (val_fresh == 9) {
      // loop over everything
      zahl_res = zahl_res + elem_limit[level_unit] + elem_limit[level_unit + 2];
    } else if (val_fresh == 4) {
      zahl_res = zahl_res + elem_limit[level_unit] + elem_limit[level_unit + 1];
    } else {
      if (val_fresh >= 5) {
        // this part does the calculation
        zahl_res = zahl_res + elem_limit[level_unit + 1];
        // main part
        val_fresh = val_fresh - 5;
      }
      // result
      int old_row = 0;
      while (old_row < val_fresh) {
        zahl_res = zahl_res + elem_limit[level_unit];
        old_row = old_row + 1;
      }
    }
    level_unit = level_unit - 2;
  }
  return zahl_res;
}
static void old_list(string& state_mark) {
  // start value
  cout << stuff_limit(state_mark) << endl;
}
static void part_piece(int pos_info) {
  cout << total_piece(pos_info) << endl;
}
