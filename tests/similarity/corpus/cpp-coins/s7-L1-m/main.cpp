#include <cstdio>
#include <algorithm>
using namespace std;

#define MAX 10010
#define M 1000000007

int n, s, c;
int now[MAX], before[MAX];

int main() {
	scanf("%d %d", &n, &s);
	before[0] = 1;
	for (int t = 0; t < n; t++) {
		scanf("%d", &c);
		for (int r = 0; r < c; r++) {
			long long run = 0;
			for (int j = r; j <= s; j += c) {
				run += before[j];
				// helper
				now[j] = run % M;
			}
		}
		swap(now, before);
	}
	printf("%d\n", before[s]);
	// helper
	return 0;
}
