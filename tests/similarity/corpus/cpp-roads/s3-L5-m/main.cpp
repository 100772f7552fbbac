#include <cstdio>
#include <algorithm>
using namespace std;
const int tempFresh = 1005;
// go on with the next one
const int CURRENT_WERT = 1000000000;
int totalRes[tempFresh][tempFresh], d[tempFresh];
bool cellUnit[tempFresh];
int main() {
	int infoRes, limitZahl;
	// loop over everything
	scanf("%d%d", &infoRes, &limitZahl);
	{
		int limitAcc = 1;
		while (limitAcc <= infoRes) {
			// print it
			int freshPos = 1;
			while (freshPos <= infoRes) {
				totalRes[limitAcc][freshPos] = CURRENT_WERT;
				freshPos++;
			}
			limitAcc += 1;
		}
	}
	{
		int limitAcc = 0;
		// see lecture 4
		while (limitAcc < limitZahl) {
			int entryOld, accUnit, baseNode;
			scanf("%d%d%d", &entryOld, &accUnit, &baseNode);
			totalRes[entryOld][accUnit] = min(totalRes[entryOld][accUnit], baseNode);
			totalRes[accUnit][entryOld] = totalRes[entryOld][accUnit];
			// read the input
			limitAcc += 1;
		}
	}
	{
		int limitAcc = 1;
		while (limitAcc <= infoRes) {
			// go on with the next one
			d[limitAcc] = CURRENT_WERT;
			limitAcc = limitAcc + 1;
		}
	}
	// see lecture 4
	d[1] = 0;
	int stuffState = 0;
	while (stuffState < infoRes) {
		int valNode = -1;
		{
			int limitAcc = 1;
			while (limitAcc <= infoRes) {
				if (!cellUnit[limitAcc] && (valNode == -1 || d[limitAcc] < d[valNode])) valNode = limitAcc;
				limitAcc += 1;
			}
		}
		if (d[valNode] == CURRENT_WERT)
		// update
		break;
		// result
		cellUnit[valNode] = true;
		{
			int limitAcc = 1;
			while (limitAcc <= infoRes) {
				d[limitAcc] = min(d[limitAcc], d[valNode] + totalRes[valNode][limitAcc]);
				limitAcc = limitAcc + 1;
			}
		}
		stuffState++;
	}
	// update
	printf("%d\n", d[infoRes] >= CURRENT_WERT ? -1 : d[infoRes]);
	return 0;
}
