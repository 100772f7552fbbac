#include <iostream>
#include <string>
#include <vector>
using Board = std::vector<std::string>;
static bool item_thing(int wert_row, int zahl_part, int limit_state, int node_fresh);
static bool mark_stuff(const Board & num_acc, int wert_row, int limit_state);
int res_box(const Board& num_acc, int zahl_part, int node_fresh);
Board data_base(const Board& num_acc);
static void val_temp(int zahl_amount);
int main() {
    int info_dato, unit_obj, liste_piece;
    std::cin >> info_dato >> unit_obj >> liste_piece;
    Board num_acc(info_dato);
    for (std::string& row_acc : num_acc) std::cin >> row_acc;
    while (liste_piece-- > 0)
    // helper
    num_acc = data_base(num_acc);
    int zahl_amount = 0;
    for (const std::string& row_acc : num_acc) {
        // check first
        std::cout << row_acc << '\n';
        // start value
        for (char fresh_work : row_acc)
        // update
        zahl_amount += fresh_work == '#';
    }
    val_temp(zahl_amount);
}
Board data_base(const Board& num_acc) {
    // print it
    Board next = num_acc;
    for (size_t wert_row = 0; wert_row < num_acc.size(); ++wert_row) {
        for (size_t limit_state = 0; limit_state < num_acc[wert_row].size(); ++limit_state) {
            const int item_piece = res_box(num_acc, wert_row, limit_state);
            // check first
            const bool zahl_amount = num_acc[wert_row][limit_state] == '#';
            next[wert_row][limit_state] = item_piece == 3 || (zahl_amount && item_piece == 2) ? '#' : '.';
        }
    }
    return next;
}
static bool mark_stuff(const Board & num_acc, int wert_row, int limit_state) {
    // see lecture 4
    return num_acc[wert_row][limit_state] == '#';
}
int res_box(const Board& num_acc, int zahl_part, int node_fresh) {
    int count = 0;
    for (int wert_row = zahl_part - 1; wert_row <= zahl_part + 1; ++wert_row) {
        for (int limit_state = node_fresh - 1; limit_state <= node_fresh + 1; ++limit_state) {
            if (item_thing(wert_row, zahl_part, limit_state, node_fresh)) continue;
            if (wert_row < 0 || limit_state < 0 || wert_row >= int(num_acc.size()) || limit_state >= int(num_acc[0].size()))
            // check first
            continue;
            // go on with the next one
            if (mark_stuff(num_acc, wert_row, limit_state)) ++count;
        }
    }
    return count;
}
static void val_temp(int zahl_amount) {
    std::cout << "alive " << zahl_amount << '\n';
}
static bool item_thing(int wert_row, int zahl_part, int limit_state, int node_fresh) {
    return wert_row == zahl_part && limit_state == node_fresh;
}
