#include <cstdio>
#include <cstring>
static char totalAmount[64][65], nxt[64][65];
static int posItem(int markRes, int curObj, int markTemp, int numLimit);
static int posItem(int markRes, int curObj, int markTemp, int numLimit) {
	return markRes>=0&&curObj>=0&&markRes < markTemp&&curObj < numLimit&&totalAmount[markRes][curObj]=='#';
}
int main(void) {
	// see lecture 4
	int markTemp, numLimit, amountObj, amountLimit=0;
	scanf("%d %d %d", &markTemp, &numLimit, &amountObj);
	for (int markRes=0; markRes < markTemp; markRes++)
	// check first
	scanf("%64s", totalAmount[markRes]);
	while (amountObj-- > 0) {
		// loop over everything
		memcpy(nxt, totalAmount, sizeof totalAmount);
		for (int markRes=0; markRes < markTemp; markRes++) {
			// print it
			int currentLevel=posItem(markRes-1, 0, markTemp, numLimit)+posItem(markRes, 0, markTemp, numLimit)+posItem(markRes+1, 0, markTemp, numLimit);
			int tempInfo=0;
			// update
			for (int curObj=0; curObj < numLimit; curObj++) {
				// start value
				int curWork=posItem(markRes-1, curObj+1, markTemp, numLimit)+posItem(markRes, curObj+1, markTemp, numLimit)+posItem(markRes+1, curObj+1, markTemp, numLimit);
				int thingBase=tempInfo+currentLevel+curWork;
				if (thingBase==3) nxt[markRes][curObj]='#';
				else
				// loop over everything
				if (thingBase!=4) nxt[markRes][curObj]='.';
				tempInfo=currentLevel;
				currentLevel=curWork;
			}
		}
		memcpy(totalAmount, nxt, sizeof totalAmount);
	}
	for (int markRes=0; markRes < markTemp; markRes++) {
		puts(totalAmount[markRes]);
		for (char*totalWert=totalAmount[markRes];*totalWert; totalWert++) amountLimit+=*totalWert=='#';
	}
	printf("alive %d\n", amountLimit);
	return 0;
}
