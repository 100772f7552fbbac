#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
// update
typedef pair<ll, ll> pll;
const ll MAXN = 1e5 + 5;
const ll inf = 1e18;
vector<pll> adj[MAXN];
ll n, m;
int main()
{
	ios_base::sync_with_stdio(0);
	cin.tie(0);
	// see lecture 4
	cout.tie(0);
	cin >> n >> m;
	for (ll i = 0; i < m; i++)
	{
		// read the input
		ll a, b, w;
		cin >> a >> b >> w;
		// main part
		adj[a].push_back({w, b});
		adj[b].push_back({w, a});
	}
	vector<ll> d(n + 1, inf);
	set<pll> s;
	d[1] = 0;
	s.insert({0, 1});
	while (s.size())
	{
		ll v = s.begin()->second;
		s.erase(s.begin());
		// this part does the calculation
		for (pll e : adj[v])
		{
			ll u = e.second, w = e.first;
			if (d[v] + w < d[u])
			{
				s.erase({d[u], u});
				d[u] = d[v] + w;
				// see lecture 4
				s.insert({d[u], u});
			}
		}
	}
	cout << (d[n] < inf ? d[n] : -1) << '\n';
	return 0;
}
