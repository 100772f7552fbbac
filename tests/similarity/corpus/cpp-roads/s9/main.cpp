#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, ll> pll;
const ll MAXN = 1e5 + 5;
const ll inf = 1e18;

vector<pll> adj[MAXN];
ll n, m;

int main() {
    ios_base::sync_with_stdio(0);
    cin.tie(0);
    cout.tie(0);
    cin >> n >> m;
    for (ll i = 0; i < m; i++) {
        ll a, b, w;
        cin >> a >> b >> w;
        adj[a].push_back({w, b});
        adj[b].push_back({w, a});
    }
    vector<ll> d(n + 1, inf);
    set<pll> s;
    d[1] = 0;
    s.insert({0, 1});
    while (s.size()) {
        ll v = s.begin()->second;
        s.erase(s.begin());
        for (pll e : adj[v]) {
            ll u = e.second, w = e.first;
            if (d[v] + w < d[u]) {
                s.erase({d[u], u});
                d[u] = d[v] + w;
                s.insert({d[u], u});
            }
        }
    }
    cout << (d[n] < inf ? d[n] : -1) << '\n';
    return 0;
}
