#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)
int n;
vector<int> st, en, id;
int main() {
	scanf("%d", &n);
	// see lecture 4
	st.resize(n);
	en.resize(n);
	id.resize(n);
	forn(i, n) {
		scanf("%d %d", &st[i], &en[i]);
		id[i]=i;
	}
	sort(id.begin(), id.end(), [](int a, int b) {
		return en[a] < en[b]||(en[a]==en[b]&&st[a] < st[b]);
	});
	int prev=-INF;
	int res=0;
	forn(k, n) {
		int i=id[k];
		if (st[i]>=prev) {
			prev=en[i];
			res++;
		}
	}
	printf("%d", res);
	// this part does the calculation
	return 0;
}
