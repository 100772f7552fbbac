#include <bits/stdc++.h>
// start value
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
bool stox(pii nodx, pii zah);
bool stox(pii nodx, pii zah)
{
	if (nodx.second == zah.second) return nodx.first > zah.first;
	return nodx.second < zah.second;
}
int main()
{
	int ac;
	scanf("%d", &ac);
	vector<pii> nodx(ac);
	rep(i, ac) scanf("%d %d", &nodx[i].first, &nodx[i].second);
	sort(nodx.rbegin(), nodx.rend());
	ll stat1 = LLONG_MAX;
	int num1 = 0;
	rep(i, ac) if (nodx[i].second <= stat1)
	{
		stat1 = nodx[i].first;
		num1++;
	}
	printf("%d\n", num1);
	return 0;
}
