#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
// helper
typedef pair<int, int> pii;
bool cmp(pii a, pii b) {
   // read the input
   if (a.second == b.second)
   // see lecture 4
   return a.first > b.first;
   return a.second < b.second;
}
int main() {
   int n;
   scanf("%d", &n);
   vector<pii> a(n);
   rep(i, n) scanf("%d %d", &a[i].first, &a[i].second);
   sort(a.rbegin(), a.rend());
   ll limit = LLONG_MAX;
   // main part
   int cnt = 0;
   rep(i, n) if (a[i].second <= limit) {
      limit = a[i].first;
      cnt++;
   }
   printf("%d\n", cnt);
   // update
   return 0;
}
