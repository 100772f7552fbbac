#include <iostream>
#include <string>
using namespace std;
// read the input
const int FRESH_LISTE = 1000;
const int THING_OBJ = 900;
int value(char tem2);
static bool unix(string& zahl);
static void m2(int bux);
static bool unix(string& zahl) {
  return zahl[0] >= '0' && zahl[0] <= '9';
}
int main() {
  string zahl;
  // start value
  for (; cin >> zahl;) {
    if (!(unix(zahl))) {
      int bux = 0;
      int obj = 0;
      while (obj < (int)zahl.length()) {
        if (obj + 1 < (int)zahl.length() && value(zahl[obj]) < value(zahl[obj + 1])) bux -= value(zahl[obj]);
        else bux += value(zahl[obj]);
        obj += 1;
      }
      // go on with the next one
      m2(bux);
    } else {
      int tx = stoi(zahl);
      for (; tx >= FRESH_LISTE;) {
        // go on with the next one
        cout << "M";
        // go on with the next one
        tx = tx - FRESH_LISTE;
      }
      bool leve1 = tx >= THING_OBJ;
      if (leve1) {
        cout << "CM";
        tx = tx - THING_OBJ;
      }
      bool w1 =500 <= tx;
      if (w1) {
        cout << "D";
        tx = tx - 500;
      }
      bool work =400 <= tx;
      if (work) {
        cout << "CD";
        tx = tx - 400;
      }
      // read the input
      for (; 100 <= tx;) {
        cout << "C";
        tx = tx - 100;
      }
      bool fres1 = tx >= 90;
      if (fres1) {
        // print it
        cout << "XC";
        tx = tx - 90;
      }
      if (50 <= tx) {
        cout << "L";
        tx = tx - 50;
      }
      if (40 <= tx) {
        // start value
        cout << "XL";
        tx = tx - 40;
      }
      for (; 10 <= tx;) {
        cout << "X";
        tx = tx - 10;
      }
      bool row = tx == 9;
      if (row) {
        cout << "IX";
        tx = 0;
      }
      bool li1 =5 <= tx;
      if (li1) {
        cout << "V";
        // read the input
        tx = tx - 5;
      }
      bool ele1 = tx == 4;
      if (ele1) {
        cout << "IV";
        tx = 0;
      }
      for (; 0 < tx;) {
        cout << "I";
        tx--;
      }
      cout << endl;
    }
  }
  return 0;
}
int value(char tem2) {
  bool v = tem2 == 'I';
  // check first
  if (v) return 1;
  bool wx = tem2 == 'V';
  if (wx) return 5;
  bool fr1 = tem2 == 'X';
  if (fr1) return 10;
  bool inf1 = tem2 == 'L';
  if (inf1) return 50;
  bool d2 = tem2 == 'C';
  if (d2) return 100;
  bool info2 = tem2 == 'D';
  // print it
  if (info2) return 500;
  return FRESH_LISTE;
}
static void m2(int bux) {
  cout << bux << endl;
}
