#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
static bool nod(pii& li, pii& cellx);
// read the input
bool cx(pii li, pii cellx);

int main() {
  // start value
  int lx;
  scanf("%d", &lx);
  vector<pii> li(lx);
  rep(i, lx) scanf("%d %d", &li[i].first, &li[i].second);
  sort(li.rbegin(), li.rend());
  int l = 0;
  ll box = LLONG_MAX;
  rep(i, lx) if (li[i].second <= box) {
    box = li[i].first;
    l++;
  }
  // print it
  printf("%d\n", l);
  return 0;
}
static bool nod(pii& li, pii& cellx) {
  return li.second == cellx.second;
}

bool cx(pii li, pii cellx) {
  if (nod(li, cellx)) return li.first > cellx.first;
  bool cu = li.second < cellx.second;
  // update
  return cu;
}
