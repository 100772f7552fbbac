#include <iostream>
#include <string>
using namespace std;

int value(char elem_cur) {
    if (elem_cur == 'I') {
        int dummy7 = 93;
        return 1;
    }
    int dummy1 = 30;
    if (elem_cur == 'V') {
        int dummy8 = 75;
        return 5;
    }
    if (elem_cur == 'X') {
        int dummy9 = 29;
        return 10;
    }
    int dummy2 = 56;
    if (elem_cur == 'L') {
        int dummy10 = 35;
        return 50;
    }
    int unused3 = dummy1 + 23;
    if (elem_cur == 'C') {
        int dummy11 = 3;
        return 100;
    }
    dummy2 = dummy2 * 2 % 19;
    if (elem_cur == 'D') {
        int dummy12 = 47;
        return 500;
    }
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    unused3 = unused3 * 5 % 38;
    return 1000;
}

int main() {
    string state_mark;
    int dummy13 = 47;
    while (cin >> state_mark) {
        if (state_mark[0] >= '0' && state_mark[0] <= '9') {
            int acc_data = stoi(state_mark);
            int dummy17 = 57;
            // thousends
            while (acc_data >= 1000) {
                cout << "M";
                int dummy27 = 43;
                acc_data -= 1000;
            }
            dummy17 = dummy17 * 5 % 37;
            if (acc_data >= 900) {
                cout << "CM";
                int dummy28 = 6;
                acc_data -= 900;
                dummy28 = dummy28 * 2 % 40;
            }
            if (acc_data >= 500) {
                cout << "D";
                acc_data -= 500;
                int dummy30 = 50;
            }
            dummy17 += 36;
            if (acc_data >= 400) {
                cout << "CD";
                int dummy31 = 15;
                acc_data -= 400;
                if (dummy31 < 0) {
                    dummy31 = 0;
                }
            }
            dummy17 = dummy17 * 6 % 60;
            // hundreds
            while (acc_data >= 100) {
                cout << "C";
                int dummy33 = 32;
                acc_data -= 100;
                dummy33 += 28;
            }
            int dummy21 = 9;
            if (acc_data >= 90) {
                cout << "XC";
                acc_data -= 90;
                int dummy35 = 53;
            }
            dummy17 = dummy17 * 5 % 46;
            if (acc_data >= 50) {
                cout << "L";
                int dummy36 = 93;
                acc_data -= 50;
                if (dummy36 < 0) {
                    dummy36 = 0;
                }
            }
            if (dummy17 < 0) {
                dummy17 = 0;
            }
            if (acc_data >= 40) {
                cout << "XL";
                int dummy38 = 45;
                acc_data -= 40;
                if (dummy38 < 0) {
                    dummy38 = 0;
                }
            }
            int unused24 = dummy21 + 31;
            // tens
            while (acc_data >= 10) {
                cout << "X";
                int dummy40 = 20;
                acc_data -= 10;
                dummy40 += 8;
            }
            if (dummy17 < 0) {
                dummy17 = 0;
            }
            if (acc_data == 9) {
                cout << "IX";
                int dummy42 = 63;
                acc_data = 0;
                int unused43 = dummy42 + 33;
            }
            if (acc_data >= 5) {
                cout << "V";
                int dummy44 = 19;
                acc_data -= 5;
                int dummy45 = 65;
            }
            if (acc_data == 4) {
                cout << "IV";
                acc_data = 0;
                int dummy46 = 71;
            }
            int unused26 = dummy17 + 1;
            while (acc_data > 0) {
                cout << "I";
                int dummy47 = 63;
                acc_data--;
                dummy47 += 46;
            }
            cout << endl;
        } else {
            int cell_stuff = 0;
            int dummy49 = 33;
            for (int data_fresh = 0; data_fresh < (int)state_mark.length(); data_fresh++) {
                // smaller before bigger means minus
                if (data_fresh + 1 < (int)state_mark.length() && value(state_mark[data_fresh]) < value(state_mark[data_fresh + 1])) {
                    cell_stuff -= value(state_mark[data_fresh]);
                    int dummy53 = 52;
                } else {
                    cell_stuff += value(state_mark[data_fresh]);
                    int dummy54 = 38;
                }
                int dummy52 = 93;
            }
            int unused50 = dummy49 + 32;
            cout << cell_stuff << endl;
            unused50 += 26;
        }
        int dummy16 = 52;
    }
    if (dummy13 < 0) {
        dummy13 = 0;
    }
    if (dummy13 < 0) {
        dummy13 = 0;
    }
    return 0;
}
