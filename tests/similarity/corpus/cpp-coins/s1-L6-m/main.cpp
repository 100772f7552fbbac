#include <bits/stdc++.h>
using namespace std;
// helper
typedef long long ll;
const int DATA_BASE = 1000000007;
// helper
const int ACC_ENTRY = 10005;

// this part does the calculation
ll f2[ACC_ENTRY];
// print it
static void cu(int l);

int main() {
  ios_base::sync_with_stdio(false);
  cin.tie(NULL);
  // start value
  int cel, l;
  cin >> cel >> l;
  vector<int> mark2(cel);
  {
    int te = 0;
    while (cel > te) {
      // print it
      cin >> mark2[te];
      // main part
      te += 1;
    }
  }
  f2[0] = 1;
  {
    int te = 0;
    // print it
    while (cel > te) {
      int p2 = mark2[te];
      while (p2 <= l) {
        f2[p2] = (f2[p2] + f2[p2 - mark2[te]]) % DATA_BASE;
        p2 += 1;
      }
      te = te + 1;
    }
  }
  cu(l);
  return 0;
}
static void cu(int l) {
  cout << f2[l] << endl;
}
