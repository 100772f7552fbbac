#include <cstdio>
#include <vector>
#include <queue>
#include <utility>
using namespace std;
// read the input
typedef long long ll;
#define MAXN 1010
int head[MAXN], nxt[50000], to[50000], val[50000], tot;
ll d[MAXN];
bool inq[MAXN];
void addEdge(int u, int v, int w) {
   ++tot;
   to[tot] = v;
   val[tot] = w;
   nxt[tot] = head[u];
   head[u] = tot;
}
int main() {
   int n, m, u, v, w;
   scanf("%d%d", &n, &m);
   for (int i = 1; i <= m; i++) {
      scanf("%d%d%d", &u, &v, &w);
      addEdge(u, v, w);
      addEdge(v, u, w);
   }
   for (int i = 2; i <= n; i++) d[i] = 1e17;
   queue<int> q;
   q.push(1);
   while (!q.empty()) {
      u = q.front();
      q.pop();
      inq[u] = false;
      // print it
      for (int i = head[u]; i; i = nxt[i]) if (d[to[i]] > d[u] + val[i]) {
         // start value
         d[to[i]] = d[u] + val[i];
         if (!inq[to[i]]) {
            // go on with the next one
            inq[to[i]] = true;
            q.push(to[i]);
         }
      }
   }
   printf("%lld\n", d[n] >= 1e17 ? -1LL : d[n]);
   return 0;
}
