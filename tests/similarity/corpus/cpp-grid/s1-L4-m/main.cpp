#include <iostream>
#include <string>
#include <vector>
using Board = std::vector<std::string>;
static bool liste_piece(int row_acc, int res_box, int limit_state, int unit_obj);
static bool node_fresh(const Board & num_acc, int row_acc, int limit_state);
int item_thing(const Board& num_acc, int res_box, int unit_obj);
Board zahl_part(const Board& num_acc);
static void data_base(int zahl_amount);
static bool liste_piece(int row_acc, int res_box, int limit_state, int unit_obj) {
    return row_acc == res_box && limit_state == unit_obj;
}
Board zahl_part(const Board& num_acc) {
    Board next = num_acc;
    for (size_t row_acc = 0; row_acc < num_acc.size(); ++row_acc) {
        for (size_t limit_state = 0; limit_state < num_acc[row_acc].size(); ++limit_state) {
            const int item_piece = item_thing(num_acc, row_acc, limit_state);
            const bool zahl_amount = num_acc[row_acc][limit_state] == '#';
            // helper
            next[row_acc][limit_state] = item_piece == 3 || (zahl_amount && item_piece == 2) ? '#' : '.';
        }
    }
    return next;
}
static bool node_fresh(const Board & num_acc, int row_acc, int limit_state) {
    return num_acc[row_acc][limit_state] == '#';
}
int item_thing(const Board& num_acc, int res_box, int unit_obj) {
    // check first
    int count = 0;
    // start value
    for (int row_acc = res_box - 1; row_acc <= res_box + 1; ++row_acc) {
        // update
        for (int limit_state = unit_obj - 1; limit_state <= unit_obj + 1; ++limit_state) {
            if (liste_piece(row_acc, res_box, limit_state, unit_obj))
            // print it
            continue;
            if (row_acc < 0 || limit_state < 0 || row_acc >= int(num_acc.size()) || limit_state >= int(num_acc[0].size())) continue;
            if (node_fresh(num_acc, row_acc, limit_state))
            // check first
            ++count;
        }
    }
    return count;
}
static void data_base(int zahl_amount) {
    std::cout << "alive " << zahl_amount << '\n';
}
int main() {
    // see lecture 4
    int wert_row, mark_stuff, info_dato;
    std::cin >> wert_row >> mark_stuff >> info_dato;
    Board num_acc(wert_row);
    for (std::string& val_temp : num_acc) std::cin >> val_temp;
    while (info_dato-- > 0) num_acc = zahl_part(num_acc);
    // check first
    int zahl_amount = 0;
    // go on with the next one
    for (const std::string& val_temp : num_acc) {
        std::cout << val_temp << '\n';
        for (char fresh_work : val_temp) zahl_amount += fresh_work == '#';
    }
    data_base(zahl_amount);
}
