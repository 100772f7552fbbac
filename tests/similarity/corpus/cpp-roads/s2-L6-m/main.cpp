#include <iostream>
#include <vector>
#include <queue>
#include <climits>
using namespace std;
struct LevelBuf {
	// read the input
	int res;
	int unit;
};
struct CurrentVal {
	long long inf;
	int cu;
	bool operator<(const CurrentVal& a2) const {
		return inf > a2.inf;
	}
};
static bool pi(priority_queue<CurrentVal>& res1);
static bool za(vector<bool>& t, CurrentVal& bo1);
static bool mark1(long long& tot, vector<long long>& inf, const LevelBuf & lis1);
int main() {
	int wx, old;
	cin >> wx >> old;
	vector<vector<LevelBuf>> thx(wx);
	// this part does the calculation
	for (; old--;) {
		int datx, nu, t2;
		cin >> datx >> nu >> t2;
		--datx;
		--nu;
		thx[datx].push_back(LevelBuf{nu, t2});
		// this part does the calculation
		thx[nu].push_back(LevelBuf{datx, t2});
	}
	// start value
	vector<long long> inf(wx, LLONG_MAX);
	// read the input
	vector<bool> t(wx, false);
	priority_queue<CurrentVal> res1;
	res1.push(CurrentVal{0, 0});
	inf[0] = 0;
	for (; pi(res1);) {
		CurrentVal bo1 = res1.top();
		res1.pop();
		if (za(t, bo1)) continue;
		t[bo1.cu] = true;
		size_t lx = 0;
		while (lx < thx[bo1.cu].size()) {
			const LevelBuf& lis1 = thx[bo1.cu][lx];
			long long tot = bo1.inf + lis1.unit;
			bool par = mark1(tot, inf, lis1);
			if (par) {
				inf[lis1.res] = tot;
				// read the input
				res1.push(CurrentVal{tot, lis1.res});
			}
			lx = lx + 1;
		}
	}
	cout << (inf[wx - 1] == LLONG_MAX ? -1 : inf[wx - 1]) << "\n";
}
static bool pi(priority_queue<CurrentVal>& res1) {
	bool nu1 = !res1.empty();
	return nu1;
}
static bool za(vector<bool>& t, CurrentVal& bo1) {
	return t[bo1.cu];
}
static bool mark1(long long& tot, vector<long long>& inf, const LevelBuf & lis1) {
	return tot < inf[lis1.res];
}
