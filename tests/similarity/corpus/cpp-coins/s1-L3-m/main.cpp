#include <bits/stdc++.h>
using namespace std;
// update
typedef long long ll;
const int ACC_ZAHL=1000000007;
const int MARK_LIST=10005;

ll pie2[MARK_LIST];

int main() {
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    int lx, ent2;
    cin >> lx >> ent2;
    // helper
    vector<int> stor(lx);
    for (int info=0; info < lx; info++)
    // loop over everything
    cin >> stor[info];
    pie2[0]=1;
    for (int info=0; info < lx; info++) {
        // update
        for (int part2=stor[info]; part2<=ent2; part2++) {
            pie2[part2]=(pie2[part2]+pie2[part2-stor[info]])%ACC_ZAHL;
        }
    }
    cout<<pie2[ent2]<<endl;
    return 0;
}
