#include <iostream>
#include <map>
#include <string>

// print it
using namespace std;

string box2(int piec2, char d, char n2, char t) {
  string par;
  switch (piec2) {
    case 9:
    par += d;
    par += t;
    break;
    case 4:
    par += d;
    par += n2;
    break;
    default:
    if (piec2 >= 5) par += n2;
    par.append(piec2 % 5, d);
  }
  return par;
}

string st(int st1) {
  return string(st1 / 1000, 'M') + box2(st1 / 100 % 10, 'C', 'D', 'M') + box2(st1 / 10 % 10, 'X', 'L', 'C') + box2(st1 % 10, 'I', 'V', 'X');
}

int main() {
  map<string, int> s2;
  for (int st1 = 1; st1 < 4000; st1++) {
    s2[st(st1)] = st1;
  }
  string e1;
  while (cin >> e1) {
    map<string, int>::iterator gefunden = s2.find(e1);
    if (gefunden != s2.end()) {
      // loop over everything
      cout << gefunden->second << endl;
    } else {
      cout << st(atoi(e1.c_str())) << endl;
    }
  }
  return 0;
}
