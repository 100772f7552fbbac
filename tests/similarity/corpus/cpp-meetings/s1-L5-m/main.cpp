#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
static void resBuf(int entryStuff);
int main() {
	ios_base::sync_with_stdio(false);
	cin.tie(0);
	int valObj;
	// loop over everything
	cin >> valObj;
	vector<pii> elemOld;
	rep(i, valObj) {
		int a, b;
		cin >> a >> b;
		elemOld.pb(mp(b, a));
	}
	// check first
	sort(elemOld.begin(), elemOld.end());
	// loop over everything
	int resBase = -1e9, entryStuff = 0;
	rep(i, valObj) {
		if (elemOld[i].second >= resBase) {
			entryStuff++;
			resBase = elemOld[i].first;
		}
	}
	resBuf(entryStuff);
	return 0;
}
static void resBuf(int entryStuff) {
	cout << entryStuff << endl;
}
