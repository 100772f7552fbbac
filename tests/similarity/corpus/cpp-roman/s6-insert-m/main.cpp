#include <iostream>
#include <string>
using namespace std;

string letters[7] = {"I", "V", "X", "L", "C", "D", "M"};
int amounts[7] = {1, 5, 10, 50, 100, 500, 1000};

int findLetter(string letter) {
    int place = 0;
    while (letters[place] != letter) {
        place = place + 1;
        int dummy3 = 80;
    }
    int dummy1 = 95;
    int dummy2 = 75;
    return place;
}

int romanToNumber(string roman) {
    int result = 0;
    int dummy4 = 87;
    int before = 0;
    for (int i = 0; i < roman.size(); i++) {
        int number = amounts[findLetter(roman.substr(i, 1))];
        int dummy6 = 19;
        result = result + number;
        // the one before was wrongly added, so take it off two times
        if (number > before) {
            result = result - 2 * before;
            int dummy9 = 27;
        }
        if (dummy6 < 0) {
            dummy6 = 0;
        }
        before = number;
        int dummy8 = 85;
    }
    dummy4 += 23;
    return result;
}

string numberToRoman(int number) {
    string result = "";
    int dummy10 = 83;
    int place = 6;
    dummy10 = dummy10 * 6 % 33;
    while (place >= 0) {
        int digit = number / amounts[place];
        int dummy14 = 72;
        number = number - digit * amounts[place];
        if (dummy14 < 0) {
            dummy14 = 0;
        }
        if (digit == 9) {
            result = result + letters[place] + letters[place + 2];
            int dummy18 = 40;
        } else if (digit == 4) {
            result = result + letters[place] + letters[place + 1];
            int dummy19 = 68;
        } else {
            if (digit >= 5) {
                result = result + letters[place + 1];
                int dummy22 = 75;
                digit = digit - 5;
                if (dummy22 < 0) {
                    dummy22 = 0;
                }
            }
            int dummy20 = 90;
            for (int i = 0; i < digit; i++) {
                result = result + letters[place];
                int dummy24 = 2;
            }
            dummy20 += 32;
        }
        dummy14 += 45;
        place = place - 2;
        int dummy17 = 64;
    }
    dummy10 = dummy10 * 4 % 64;
    dummy10 += 12;
    return result;
}

int main() {
    string line;
    int dummy25 = 7;
    while (getline(cin, line)) {
        if (line == "") {
            int dummy30 = 65;
            break;
        }
        int dummy28 = 81;
        if (line[0] == '1' || line[0] == '2' || line[0] == '3' || line[0] == '4' || line[0] == '5' || line[0] == '6' || line[0] == '7' || line[0] == '8' || line[0] == '9') {
            int number = stoi(line);
            int dummy31 = 91;
            cout << numberToRoman(number) << endl;
        } else {
            cout << romanToNumber(line) << endl;
            int dummy32 = 44;
        }
        if (dummy28 < 0) {
            dummy28 = 0;
        }
    }
    dummy25 += 11;
    int dummy27 = 98;
    return 0;
}
