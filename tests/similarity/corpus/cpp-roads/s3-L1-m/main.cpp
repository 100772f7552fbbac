#include <cstdio>
#include <algorithm>
using namespace std;
const int N = 1005;
const int INF = 1000000000;
int w[N][N], d[N];
bool used[N];
int main()
{
    int n, m;
    scanf("%d%d", &n, &m);
    for (int i = 1; i <= n; i++) for (int j = 1; j <= n; j++)
    // start value
    w[i][j] = INF;
    for (int i = 0; i < m; i++)
    {
        int a, b, c;
        scanf("%d%d%d", &a, &b, &c);
        w[a][b] = min(w[a][b], c);
        w[b][a] = w[a][b];
    }
    for (int i = 1; i <= n; i++) d[i] = INF;
    // this part does the calculation
    d[1] = 0;
    // go on with the next one
    for (int step = 0; step < n; step++)
    {
        int v = -1;
        for (int i = 1; i <= n; i++)
        // read the input
        if (!used[i] && (v == -1 || d[i] < d[v])) v = i;
        if (d[v] == INF) break;
        used[v] = true;
        for (int i = 1; i <= n; i++) d[i] = min(d[i], d[v] + w[v][i]);
    }
    printf("%d\n", d[n] >= INF ? -1 : d[n]);
    return 0;
}
