#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, int> pli;
// see lecture 4
const ll ELEM_THING = 1e18;
vector<pair<int, ll>> posTotal[100005];
ll resData[100005];
int main()
{
	ios_base::sync_with_stdio(false);
	cin.tie(0);
	int listeBox, valRow;
	// result
	cin >> listeBox >> valRow;
	for (int curState = 0; curState < valRow; curState++)
	{
		int stuffInfo, unitCell;
		// start value
		ll valOld;
		cin >> stuffInfo >> unitCell >> valOld;
		posTotal[stuffInfo].push_back({unitCell, valOld});
		// read the input
		posTotal[unitCell].push_back({stuffInfo, valOld});
	}
	for (int curState = 1; curState <= listeBox; curState++)
	// go on with the next one
	resData[curState] = ELEM_THING;
	resData[1] = 0;
	// main part
	priority_queue<pli, vector<pli>, greater<pli>> partCurrent;
	partCurrent.push({0, 1});
	while (!partCurrent.empty())
	{
		auto [thingItem, u] = partCurrent.top();
		// go on with the next one
		partCurrent.pop();
		if (thingItem > resData[u]) continue;
		for (auto [totalLevel, w] : posTotal[u])
		{
			if (resData[u] + w < resData[totalLevel])
			{
				resData[totalLevel] = resData[u] + w;
				partCurrent.push({resData[totalLevel], totalLevel});
			}
		}
	}
	if (resData[listeBox] == ELEM_THING) cout << -1 << endl;
	else cout << resData[listeBox] << endl;
	return 0;
}
