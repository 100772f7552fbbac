#include <iostream>
#include <string>
#include <vector>
using namespace std;

vector<int> amounts = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
vector<string> letters = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};

string toLetters(long n) {
    string answer = "";
    int k = 0;
    while (k < 13) {
        if (n >= amounts[k]) {
            answer = answer + letters[k];
            n = n - amounts[k];
        } else {
            k++;
        }
    }
    return answer;
}

long toNumber(string text) {
    long n = 0;
    int k = 0;
    while (k < 13) {
        if (text.substr(0, letters[k].length()) == letters[k]) {
            n = n + amounts[k];
            text = text.substr(letters[k].length());
        } else {
            k++;
        }
    }
    return n;
}

int main() {
    for (string text; cin >> text;) {
        bool digits = text[0] >= '0' && text[0] <= '9';
        if (digits) {
            cout << toLetters(stol(text)) << endl;
        } else {
            cout << toNumber(text) << endl;
        }
    }
    return 0;
}
