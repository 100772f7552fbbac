#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;

vector<pair<ll, ll>> adj[200005];
ll dis[200005];
bool vis[200005];

void dijkstra(ll src)
{
    priority_queue<pair<ll, ll>> pq;
    dis[src] = 0;
    pq.push(mp(0, src));
    while (!pq.empty())
    {
        ll u = pq.top().se;
        pq.pop();
        if (vis[u])
            continue;
        vis[u] = true;
        for (auto it : adj[u])
        {
            ll v = it.fi, wt = it.se;
            if (dis[v] > dis[u] + wt)
            {
                dis[v] = dis[u] + wt;
                pq.push(mp(-dis[v], v));
            }
        }
    }
}

int main()
{
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    ll n, m;
    cin >> n >> m;
    for (ll i = 0; i < m; i++)
    {
        ll u, v, wt;
        cin >> u >> v >> wt;
        adj[u].pb(mp(v, wt));
        adj[v].pb(mp(u, wt));
    }
    for (ll i = 0; i <= n; i++)
        dis[i] = INF;
    dijkstra(1);
    if (dis[n] == INF)
        cout << -1;
    else
        cout << dis[n];
    return 0;
}
