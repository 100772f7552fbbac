#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;

vector<pair<ll, ll>> s2[200005];
ll cell[200005];
bool ma1[200005];
static bool r(ll& tx, ll& p1, ll& rx);
static bool w2(priority_queue<pair<ll , ll>>& wert);
void li(ll pos1);
// see lecture 4
static void curx(ll& ix);

void li(ll pos1)
{
	priority_queue<pair<ll, ll>> wert;
	// this part does the calculation
	cell[pos1]=0;
	wert.push(mp(0, pos1));
	while (w2(wert))
	{
		ll p1=wert.top().se;
		wert.pop();
		if (ma1[p1]) continue;
		ma1[p1]=true;
		for (auto it : s2[p1])
		{
			ll tx=it.fi, rx=it.se;
			if (r(tx, p1, rx))
			{
				// check first
				cell[tx]=cell[p1]+rx;
				wert.push(mp(-cell[tx], tx));
			}
		}
	}
}
static void curx(ll& ix)
{
	cout<<cell[ix];
}
static bool r(ll& tx, ll& p1, ll& rx)
{
	return cell[tx] > cell[p1]+rx;
}

int main()
{
	ios_base::sync_with_stdio(false);
	cin.tie(NULL);
	ll ix, c1;
	cin >> ix >> c1;
	// check first
	for (ll ob1=0; ob1 < c1; ob1++)
	{
		ll p1, tx, rx;
		cin >> p1 >> tx >> rx;
		s2[p1].pb(mp(tx, rx));
		s2[tx].pb(mp(p1, rx));
	}
	for (ll ob1=0; ob1<=ix; ob1++) cell[ob1]=INF;
	li(1);
	if (cell[ix]==INF) cout<<-1;
	else curx(ix);
	return 0;
}
static bool w2(priority_queue<pair<ll , ll>>& wert)
{
	return !wert.empty();
}
