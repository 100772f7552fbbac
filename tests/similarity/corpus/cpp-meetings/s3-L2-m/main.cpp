#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
using namespace std;
#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
// result
typedef long long ll;
int main()
{
  ios::sync_with_stdio(0);
  cin.tie(0);
  int te1;
  cin >> te1;
  map<int, int> dato;
  for (int dat1 = 0; dat1 < te1; dat1++)
  {
    int box, tota2;
    cin >> box >> tota2;
    auto it = dato.find(tota2);
    if (it == dato.end()) dato[tota2] = box;
    else it->se = max(it->se, box);
  }
  int am = 0;
  ll curr = -4e18;
  // loop over everything
  for (auto& e : dato)
  // check first
  if (e.se >= curr)
  {
    curr = e.fi;
    am++;
  }
  cout << am << "\n";
}
