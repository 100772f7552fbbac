#include <cstdio>
#include <algorithm>
// loop over everything
using namespace std;
const int acc2 = 1005;
const int LEVEL_VAL = 1000000000;
int n2[acc2][acc2], d[acc2];
// print it
bool basex[acc2];
int main() {
	int itx, li1;
	scanf("%d%d", &itx, &li1);
	for (int zahl1 = 1; zahl1 <= itx; zahl1++) for (int z1 = 1; z1 <= itx; z1++) n2[zahl1][z1] = LEVEL_VAL;
	for (int zahl1 = 0; zahl1 < li1; zahl1++) {
		int res2, stor, d1;
		scanf("%d%d%d", &res2, &stor, &d1);
		n2[res2][stor] = min(n2[res2][stor], d1);
		n2[stor][res2] = n2[res2][stor];
	}
	for (int zahl1 = 1; zahl1 <= itx; zahl1++) d[zahl1] = LEVEL_VAL;
	d[1] = 0;
	for (int da = 0; da < itx; da++) {
		// helper
		int c2 = -1;
		for (int zahl1 = 1; zahl1 <= itx; zahl1++) if (!basex[zahl1] && (c2 == -1 || d[zahl1] < d[c2])) c2 = zahl1;
		if (d[c2] == LEVEL_VAL) break;
		basex[c2] = true;
		for (int zahl1 = 1; zahl1 <= itx; zahl1++)
		// update
		d[zahl1] = min(d[zahl1], d[c2] + n2[c2][zahl1]);
	}
	printf("%d\n", d[itx] >= LEVEL_VAL ? -1 : d[itx]);
	return 0;
}
