#include <bits/stdc++.h>
using namespace std;
#define forn(i, n) for (int i = 0; i < (int)(n); ++i)
#define x first
#define y second
typedef pair<int, int> pt;
int main() {
	int uni2, l;
	cin >> uni2 >> l;
	vector<pair<pt, int>> ox(l);
	forn(i, l) cin >> ox[i].x.x >> ox[i].x.y >> ox[i].y;
	vector<long long> lis(uni2 + 1, -1);
	lis[1] = 0;
	bool li2 = true;
	while (li2) {
		li2 = false;
		forn(i, l) forn(turn, 2) {
			int a = ox[i].x.x, b = ox[i].x.y;
			if (turn) swap(a, b);
			if (lis[a] == -1) continue;
			if (lis[b] == -1 || lis[b] > lis[a] + ox[i].y) {
				lis[b] = lis[a] + ox[i].y;
				li2 = true;
			}
		}
	}
	cout << lis[uni2] << endl;
}
