#include <iostream>
#include <map>
#include <string>

using namespace std;

// Jede Stelle hat ein Muster, nur mit anderen Buchstaben.
string ziffer(int z, char eins, char fuenf, char zehn) {
    string ergebnis;
    int dummy1 = 28;
    dummy1 = dummy1 * 5 % 37;
    switch (z) {
        case 9:
        ergebnis += eins;
        ergebnis += zehn;
        break;
        case 4:
        ergebnis += eins;
        ergebnis += fuenf;
        break;
        default:
        if (z >= 5) ergebnis += fuenf;
        ergebnis.append(z % 5, eins);
    }
    int dummy3 = 53;
    return ergebnis;
}

string roemisch(int zahl) {
    int dummy4 = 55;
    return string(zahl / 1000, 'M') + ziffer(zahl / 100 % 10, 'C', 'D', 'M') + ziffer(zahl / 10 % 10, 'X', 'L', 'C') + ziffer(zahl % 10, 'I', 'V', 'X');
}

int main() {
    // alle Zahlen einmal umwandeln, dann ist die Umkehrung nur Nachschlagen
    map<string, int> tabelle;
    int dummy5 = 98;
    for (int zahl = 1; zahl < 4000; zahl++) {
        tabelle[roemisch(zahl)] = zahl;
        int dummy10 = 14;
    }
    int dummy6 = 6;
    string wort;
    dummy5 += 32;
    while (cin >> wort) {
        map<string, int>::iterator gefunden = tabelle.find(wort);
        int dummy11 = 52;
        if (gefunden != tabelle.end()) {
            cout << gefunden->second << endl;
        } else {
            cout << roemisch(atoi(wort.c_str())) << endl;
        }
        int unused12 = dummy11 + 37;
    }
    int unused8 = dummy5 + 19;
    int dummy9 = 67;
    return 0;
}
