#include <iostream>
#include <string>
using namespace std;

void part(int& n, int amount, string letters) {
    while (n >= amount) {
        cout << letters;
        n -= amount;
    }
}

void number(int n) {
    part(n, 1000, "M");
    part(n, 900, "CM");
    part(n, 500, "D");
    part(n, 400, "CD");
    part(n, 100, "C");
    part(n, 90, "XC");
    part(n, 50, "L");
    part(n, 40, "XL");
    part(n, 10, "X");
    part(n, 9, "IX");
    part(n, 5, "V");
    part(n, 4, "IV");
    part(n, 1, "I");
    cout << endl;
}

int letter(char x) {
    if (x == 'M') return 1000;
    if (x == 'D') return 500;
    if (x == 'C') return 100;
    if (x == 'L') return 50;
    if (x == 'X') return 10;
    if (x == 'V') return 5;
    return 1;
}

void roman(string t) {
    int result = 0;
    for (int k = 0; k < (int)t.length(); k++) {
        if (k + 1 < (int)t.length() && letter(t[k]) < letter(t[k + 1])) result -= letter(t[k]);
        else result += letter(t[k]);
    }
    cout << result << endl;
}

int main() {
    string t;
    while (cin >> t) {
        if (t[0] >= '0' && t[0] <= '9') number(stoi(t));
        else roman(t);
    }
}
