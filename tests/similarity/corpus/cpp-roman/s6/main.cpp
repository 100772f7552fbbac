#include <iostream>
#include <string>
using namespace std;

string letters[7] = {"I", "V", "X", "L", "C", "D", "M"};
int amounts[7] = {1, 5, 10, 50, 100, 500, 1000};

int findLetter(string letter) {
    int place = 0;
    while (letters[place] != letter) {
        place = place + 1;
    }
    return place;
}

int romanToNumber(string roman) {
    int result = 0;
    int before = 0;
    for (int i = 0; i < roman.size(); i++) {
        int number = amounts[findLetter(roman.substr(i, 1))];
        result = result + number;
        // the one before was wrongly added, so take it off two times
        if (number > before) {
            result = result - 2 * before;
        }
        before = number;
    }
    return result;
}

string numberToRoman(int number) {
    string result = "";
    int place = 6;
    while (place >= 0) {
        int digit = number / amounts[place];
        number = number - digit * amounts[place];
        if (digit == 9) {
            result = result + letters[place] + letters[place + 2];
        } else if (digit == 4) {
            result = result + letters[place] + letters[place + 1];
        } else {
            if (digit >= 5) {
                result = result + letters[place + 1];
                digit = digit - 5;
            }
            for (int i = 0; i < digit; i++) {
                result = result + letters[place];
            }
        }
        place = place - 2;
    }
    return result;
}

int main() {
    string line;
    while (getline(cin, line)) {
        if (line == "") {
            break;
        }
        if (line[0] == '1' || line[0] == '2' || line[0] == '3' || line[0] == '4' || line[0] == '5' ||
            line[0] == '6' || line[0] == '7' || line[0] == '8' || line[0] == '9') {
            int number = stoi(line);
            cout << numberToRoman(number) << endl;
        } else {
            cout << romanToNumber(line) << endl;
        }
    }
    return 0;
}
