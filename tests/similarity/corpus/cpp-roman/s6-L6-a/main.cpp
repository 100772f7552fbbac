#include <iostream>
#include <vector>
#include <string>

using namespace std;

struct Symbol {
    char letter;
    int number;
};

const vector<Symbol> symbols = {{'M', 1000}, {'D', 500}, {'C', 100}, {'L', 50}, {'X', 10}, {'V', 5}, {'I', 1}};

int get(char letter) {
    for (Symbol s : symbols)
        if (s.letter == letter) return s.number;
    return 0;
}

int decode(const string& text) {
    int before = 0, total = 0;
    for (char letter : text) {
        int number = get(letter);
        total += number <= before ? number : number - 2 * before;
        before = number;
    }
    return total;
}

string encode(int number) {
    string text;
    for (int k = 0; k <= 6; k += 2) {
        int digit = number / symbols[k].number;
        number %= symbols[k].number;
        if (digit != 9 && digit != 4) {
            if (digit >= 5) text += symbols[k - 1].letter;
            text += string(digit % 5, symbols[k].letter);
        } else {
            text += symbols[k].letter;
            text += digit == 9 ? symbols[k - 2].letter : symbols[k - 1].letter;
        }
    }
    return text;
}

int main() {
    string text;
    while (getline(cin, text) && !text.empty()) {
        bool isNumber = text[0] >= '1' && text[0] <= '9';
        if (!isNumber) cout << decode(text) << endl;
        else cout << encode(stoi(text)) << endl;
    }
}
