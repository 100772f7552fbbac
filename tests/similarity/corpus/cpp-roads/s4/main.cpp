#include <bits/stdc++.h>
using namespace std;
#define forn(i, n) for (int i = 0; i < (int)(n); ++i)
#define x first
#define y second
typedef pair<int, int> pt;

// Ford and Bellman, until nothing changes
int main() {
    int n, m;
    cin >> n >> m;
    vector<pair<pt, int>> e(m);
    forn(i, m) cin >> e[i].x.x >> e[i].x.y >> e[i].y;
    vector<long long> d(n + 1, -1);
    d[1] = 0;
    bool any = true;
    while (any) {
        any = false;
        forn(i, m) forn(turn, 2) {
            int a = e[i].x.x, b = e[i].x.y;
            if (turn) swap(a, b);
            if (d[a] == -1) continue;
            if (d[b] == -1 || d[b] > d[a] + e[i].y) {
                d[b] = d[a] + e[i].y;
                any = true;
            }
        }
    }
    cout << d[n] << endl;
}
