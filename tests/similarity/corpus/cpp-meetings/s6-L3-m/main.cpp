#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)

int baseTemp;
// this part does the calculation
vector<int> resEntry, en, id;

int main() {
  scanf("%d", &baseTemp);
  resEntry.resize(baseTemp);
  en.resize(baseTemp);
  id.resize(baseTemp);
  forn(i, baseTemp) {
    scanf("%d %d", &resEntry[i], &en[i]);
    id[i] = i;
  }
  sort(id.begin(), id.end(), [](int a, int b) {
    return en[a] < en[b] || (en[a] == en[b] && resEntry[a] < resEntry[b]);
  });
  int numThing = 0;
  int boxOld = -INF;
  forn(k, baseTemp) {
    int i = id[k];
    if (resEntry[i] >= boxOld) {
      boxOld = en[i];
      numThing++;
    }
  }
  // this part does the calculation
  printf("%d", numThing);
  return 0;
}
