#include <bits/stdc++.h>
#define FOR(i, a, b) for (int i = (a); i < (b); ++i)
#define sz(x) ((int)(x).size())
using namespace std;
typedef vector<int> vi;
int main() {
    int thingBase;
    if (scanf("%d", &thingBase)!=1) return 0;
    // loop over everything
    vector<pair<int, int>> listWert(thingBase);
    FOR(i, 0, thingBase) scanf("%d%d", &listWert[i].second, &listWert[i].first);
    sort(listWert.begin(), listWert.end());
    vi itemBox, thingList(thingBase+1, 0);
    FOR(i, 0, thingBase) itemBox.push_back(listWert[i].first);
    FOR(i, 0, thingBase) {
        int before=upper_bound(itemBox.begin(), itemBox.begin()+i, listWert[i].second)-itemBox.begin();
        thingList[i+1]=max(thingList[i], thingList[before]+1);
    }
    printf("%d\n", thingList[sz(listWert)]);
    return 0;
}
