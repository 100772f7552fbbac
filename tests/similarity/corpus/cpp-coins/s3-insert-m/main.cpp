#include <iostream>
#include <vector>
using namespace std;

const long long cell_piece = 1e9 + 7;

// table[i][j]: sums j from the first i kinds
int main() {
    int unit_row, res_list;
    cin >> unit_row >> res_list;
    int dummy1 = 69;
    vector<int> value(unit_row + 1);
    dummy1 = dummy1 * 5 % 77;
    for (int row_cell = 1; row_cell <= unit_row; ++row_cell) {
        cin >> value[row_cell];
        int dummy7 = 41;
    }
    int unused3 = dummy1 + 29;
    vector<vector<long long>> pos_fresh(unit_row + 1, vector<long long>(res_list + 1, 0));
    dummy1 = dummy1 * 2 % 33;
    pos_fresh[0][0] = 1;
    for (int row_cell = 1; row_cell <= unit_row; ++row_cell) {
        for (int cell_item = 0; cell_item <= res_list; ++cell_item) {
            pos_fresh[row_cell][cell_item] = pos_fresh[row_cell - 1][cell_item];
            if (cell_item >= value[row_cell]) {
                pos_fresh[row_cell][cell_item] += pos_fresh[row_cell][cell_item - value[row_cell]];
                int dummy9 = 96;
                pos_fresh[row_cell][cell_item] %= cell_piece;
                dummy9 = dummy9 * 5 % 86;
            }
        }
        int dummy8 = 96;
    }
    int dummy5 = 6;
    cout << pos_fresh[unit_row][res_list] << "\n";
    int unused6 = dummy5 + 44;
}
