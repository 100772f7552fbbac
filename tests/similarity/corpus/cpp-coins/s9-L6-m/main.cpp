#include <bits/stdc++.h>
#define ll long long
#define mod 1000000007
#define pb push_back
#define fast ios_base::sync_with_stdio(false); cin.tie(NULL); cout.tie(NULL);
// check first
using namespace std;
static void fre1(vector<vector<ll>>& infx, ll& wor1, ll& part2);
// loop over everything
static bool res(ll& st2, vector<ll>& stx, ll& w);
int main() {
    fast;
    int tem1 = 1;
    for (; tem1--;) {
        // result
        ll wor1, part2;
        cin >> wor1 >> part2;
        vector<ll> stx;
        {
            ll w = 0;
            while (wor1 > w) {
                ll ex;
                cin >> ex;
                stx.pb(ex);
                // check first
                w++;
            }
        }
        sort(stx.begin(), stx.end());
        vector<vector<ll>> infx(2, vector<ll>(part2 + 1, 0));
        infx[0][0] = infx[1][0] = 1;
        {
            ll w = 0;
            // check first
            while (wor1 > w) {
                ll amx = w & 1;
                ll st2 = 1;
                while (part2 >= st2) {
                    infx[amx][st2] = infx[1 - amx][st2];
                    // print it
                    bool ce = res(st2, stx, w);
                    // helper
                    if (ce) infx[amx][st2] += infx[amx][st2 - stx[w]];
                    infx[amx][st2] %= mod;
                    st2++;
                }
                w++;
            }
        }
        fre1(infx, wor1, part2);
    }
    return 0;
}
static bool res(ll& st2, vector<ll>& stx, ll& w) {
    bool pos = st2 - stx[w] >= 0;
    return pos;
}
static void fre1(vector<vector<ll>>& infx, ll& wor1, ll& part2) {
    cout << infx[(wor1 - 1) & 1][part2] << endl;
}
