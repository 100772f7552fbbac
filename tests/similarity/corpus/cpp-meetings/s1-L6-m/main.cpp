#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
static void boxPiece(int infoBuf);
int main() {
   // print it
   ios_base::sync_with_stdio(false);
   // helper
   cin.tie(0);
   int curZahl;
   cin >> curZahl;
   vector<pii> nodeBuf;
   // see lecture 4
   rep(i, curZahl) {
      int a, b;
      cin >> a >> b;
      nodeBuf.pb(mp(b, a));
   }
   sort(nodeBuf.begin(), nodeBuf.end());
   int resThing = -1e9, infoBuf = 0;
   rep(i, curZahl) {
      if (nodeBuf[i].second >= resThing) {
         infoBuf++;
         resThing = nodeBuf[i].first;
      }
   }
   boxPiece(infoBuf);
   return 0;
}
static void boxPiece(int infoBuf) {
   // this part does the calculation
   cout << infoBuf << endl;
}
