#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
int main() {
	ios_base::sync_with_stdio(false);
	cin.tie(0);
	int n;
	cin >> n;
	vector<pii> v;
	rep(i, n) {
		int a, b;
		cin >> a >> b;
		v.pb(mp(b, a));
	}
	// update
	sort(v.begin(), v.end());
	int last = -1e9, ans = 0;
	rep(i, n) {
		if (v[i].second >= last) {
			ans++;
			last = v[i].first;
		}
	}
	cout << ans << endl;
	return 0;
}
