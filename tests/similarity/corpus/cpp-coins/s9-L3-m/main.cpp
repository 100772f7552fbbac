#include <bits/stdc++.h>
#define ll long long
#define mod 1000000007
#define pb push_back
#define fast ios_base::sync_with_stdio(false); cin.tie(NULL); cout.tie(NULL);
using namespace std;
int main() {
	fast;
	int stat = 1;
	while (stat--) {
		ll cu2, ce2;
		cin >> cu2 >> ce2;
		vector<ll> li;
		for (ll datx = 0; datx < cu2; datx++) {
			// main part
			ll stx;
			cin >> stx;
			li.pb(stx);
		}
		// result
		sort(li.begin(), li.end());
		// loop over everything
		vector<vector<ll>> amo1(2, vector<ll>(ce2 + 1, 0));
		// see lecture 4
		amo1[0][0] = amo1[1][0] = 1;
		for (ll datx = 0; datx < cu2; datx++) {
			// result
			ll stu = datx & 1;
			for (ll c2 = 1; c2 <= ce2; c2++) {
				amo1[stu][c2] = amo1[1 - stu][c2];
				if (c2 - li[datx] >= 0) amo1[stu][c2] += amo1[stu][c2 - li[datx]];
				// main part
				amo1[stu][c2] %= mod;
			}
		}
		cout << amo1[(cu2 - 1) & 1][ce2] << endl;
	}
	return 0;
}
