#include <bits/stdc++.h>
using namespace std;
string d[4][10] = {{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"},
  {"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"},
  {"", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"}, {"", "M", "MM", "MMM"}};
int main() {
  map<char, int> v{{'I', 1}, {'V', 5}, {'X', 10}, {'L', 50}, {'C', 100}, {'D', 500}, {'M', 1000}};
  for (string s; cin >> s;) {
    if (s[0] < 'A') {
      for (size_t i = 0; i < s.size(); i++) cout << d[s.size() - 1 - i][s[i] - '0'];
      cout << '\n';
      continue;
    }
    int t = 0, m = 0;
    for (auto i = s.rbegin(); i != s.rend(); ++i) {
      m = max(m, v[*i]);
      t += v[*i] < m ? -v[*i] : v[*i];
    }
    cout << t << '\n';
  }
}
