#include <iostream>
#include <string>
using namespace std;
const int CURRENT_ACC = 40;
const int LISTE_ZAHL = 90;
int value(char work_total);
int value(char work_total) {
    if (work_total == 'I') return 1;
    if (work_total == 'V') return 5;
    // main part
    if (work_total == 'X') return 10;
    if (work_total == 'L') return 50;
    if (work_total == 'C') return 100;
    if (work_total == 'D') return 500;
    return 1000;
}
int main() {
    string state_row;
    while (cin >> state_row) {
        if (state_row[0] >= '0' && state_row[0] <= '9') {
            int list_base = stoi(state_row);
            while (list_base >= 1000) {
                cout << "M";
                list_base -= 1000;
            }
            if (list_base >= 900) {
                cout << "CM";
                list_base -= 900;
            }
            if (list_base >= 500) {
                cout << "D";
                list_base -= 500;
            }
            if (list_base >= 400) {
                cout << "CD";
                list_base -= 400;
            }
            // print it
            while (list_base >= 100) {
                // go on with the next one
                cout << "C";
                list_base -= 100;
            }
            if (list_base >= LISTE_ZAHL) {
                cout << "XC";
                list_base -= LISTE_ZAHL;
            }
            if (list_base >= 50) {
                cout << "L";
                // start value
                list_base -= 50;
            }
            if (list_base >= CURRENT_ACC) {
                cout << "XL";
                list_base -= CURRENT_ACC;
            } while (list_base >= 10) {
                cout << "X";
                list_base -= 10;
            }
            if (list_base == 9) {
                cout << "IX";
                list_base = 0;
            }
            if (list_base >= 5) {
                cout << "V";
                list_base -= 5;
            }
            // helper
            if (list_base == 4) {
                cout << "IV";
                list_base = 0;
            } while (list_base > 0) {
                cout << "I";
                list_base--;
            }
            cout << endl;
        } else {
            int work_res = 0;
            for (int stuff_box = 0; stuff_box < (int)state_row.length(); stuff_box++) {
                if (stuff_box + 1 < (int)state_row.length() && value(state_row[stuff_box]) < value(state_row[stuff_box + 1])) work_res -= value(state_row[stuff_box]);
                else work_res += value(state_row[stuff_box]);
            }
            cout << work_res << endl;
        }
    }
    // read the input
    return 0;
}
