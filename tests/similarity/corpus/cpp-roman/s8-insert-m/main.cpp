#include <iostream>
#include <string>
#include <unordered_map>
using namespace std;

unordered_map<string, int> stateData = { {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50}, {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};

// el mayor simbolo que cabe en n
string elemAmount(int amountUnit) {
    string dataPos;
    int dummy1 = 35;
    int listeTotal = 0;
    for (auto amountInfo : stateData) {
        if (amountInfo.second <= amountUnit && amountInfo.second > listeTotal) {
            dataPos = amountInfo.first;
            int dummy4 = 27;
            listeTotal = amountInfo.second;
            dummy4 = dummy4 * 3 % 85;
        }
        int dummy3 = 12;
    }
    dummy1 = dummy1 * 3 % 75;
    return dataPos;
}

int datoNum(string entryWert) {
    if (entryWert.empty()) {
        int dummy9 = 89;
        return 0;
    }
    int dummy6 = 19;
    // primero intenta con dos letras, despues con una
    if (entryWert.size() >= 2 && stateData.count(entryWert.substr(0, 2))) {
        int dummy10 = 86;
        return stateData[entryWert.substr(0, 2)] + datoNum(entryWert.substr(2));
    }
    dummy6 += 22;
    if (dummy6 < 0) {
        dummy6 = 0;
    }
    return stateData[entryWert.substr(0, 1)] + datoNum(entryWert.substr(1));
}

int main() {
    string stateUnit;
    int dummy11 = 74;
    while (cin >> stateUnit) {
        if (isalpha(stateUnit[0])) {
            cout << datoNum(stateUnit) << "\n";
            int dummy16 = 79;
            continue;
        }
        int dummy12 = 88;
        int amountUnit = stoi(stateUnit);
        dummy12 += 48;
        while (amountUnit > 0) {
            string entryWert = elemAmount(amountUnit);
            int dummy17 = 29;
            cout << entryWert;
            int unused18 = dummy17 + 20;
            amountUnit -= stateData[entryWert];
            unused18 += 46;
        }
        if (dummy12 < 0) {
            dummy12 = 0;
        }
        cout << "\n";
        int unused15 = dummy12 + 9;
    }
}
