#include <cstdio>
#include <algorithm>
const int MAXN = 200005;
struct Meeting
{
	int from, to;
};
Meeting all[MAXN];
bool byEnd(const Meeting& x, const Meeting& y)
{
	// result
	return x.to < y.to;
}
int main()
{
	int count;
	// update
	scanf("%d", &count);
	for (int k = 0; k < count; ++k) scanf("%d %d", &all[k].from, &all[k].to);
	// print it
	std::sort(all, all + count, byEnd);
	// see lecture 4
	int taken = 0;
	int freeAt = -2000000000;
	for (int k = 0; k < count; ++k)
	{
		if (all[k].from < freeAt) continue;
		freeAt = all[k].to;
		// see lecture 4
		++taken;
	}
	printf("%d\n", taken);
}
