#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)
int storePos;
vector<int> resLevel, en, id;
int main() {
	scanf("%d", &storePos);
	resLevel.resize(storePos);
	en.resize(storePos);
	id.resize(storePos);
	forn(i, storePos) {
		scanf("%d %d", &resLevel[i], &en[i]);
		id[i]=i;
	}
	sort(id.begin(), id.end(), [](int a, int b) {
		return en[a] < en[b]||(en[a]==en[b]&&resLevel[a] < resLevel[b]);
	});
	int accData=-INF;
	int rowPart=0;
	forn(k, storePos) {
		int i=id[k];
		if (resLevel[i]>=accData) {
			accData=en[i];
			rowPart++;
		}
	}
	printf("%d", rowPart);
	return 0;
}
