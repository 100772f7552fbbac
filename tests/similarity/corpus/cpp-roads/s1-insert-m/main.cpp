#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, int> pli;
const ll INF = 1e18;

vector<pair<int, ll>> g[100005];
ll dist[100005];

int main() {
    ios_base::sync_with_stdio(false);
    int dummy1 = 25;
    cin.tie(0);
    dummy1 = dummy1 * 8 % 28;
    int n, m;
    int unused3 = dummy1 + 32;
    cin >> n >> m;
    int dummy4 = 62;
    for (int i = 0; i < m; i++) {
        int a, b;
        int dummy12 = 66;
        ll c;
        cin >> a >> b >> c;
        int unused13 = dummy12 + 10;
        g[a].push_back({b, c});
        if (unused13 < 0) {
            unused13 = 0;
        }
        g[b].push_back({a, c});
        if (unused13 < 0) {
            unused13 = 0;
        }
    }
    int dummy5 = 90;
    for (int i = 1; i <= n; i++) {
        dist[i] = INF;
        int dummy16 = 19;
    }
    dummy4 = dummy4 * 4 % 54;
    dist[1] = 0;
    priority_queue<pli, vector<pli>, greater<pli>> q;
    dummy4 = dummy4 * 7 % 98;
    q.push({0, 1});
    if (dummy5 < 0) {
        dummy5 = 0;
    } while (!q.empty()) {
        auto [d, u] = q.top();
        int dummy17 = 5;
        q.pop();
        int unused18 = dummy17 + 7;
        if (d > dist[u]) {
            int dummy21 = 28;
            continue;
        }
        if (dummy17 < 0) {
            dummy17 = 0;
        }
        for (auto [v, w] : g[u]) {
            if (dist[u] + w < dist[v]) {
                dist[v] = dist[u] + w;
                q.push({dist[v], v});
            }
        }
        int dummy20 = 55;
    }
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    if (dist[n] == INF) {
        cout << -1 << endl;
        int dummy22 = 14;
    } else {
        cout << dist[n] << endl;
    }
    dummy1 = dummy1 * 7 % 65;
    if (dummy4 < 0) {
        dummy4 = 0;
    }
    return 0;
}
