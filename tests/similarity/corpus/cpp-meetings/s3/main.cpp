#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
using namespace std;

#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
typedef long long ll;

int main()
{
    ios::sync_with_stdio(0); cin.tie(0);
    int n; cin >> n;
    // latest start for each end: only that one can be of use
    map<int, int> best;
    for (int i = 0; i < n; i++)
    {
        int l, r; cin >> l >> r;
        auto it = best.find(r);
        if (it == best.end()) best[r] = l;
        else it->se = max(it->se, l);
    }
    int ans = 0;
    ll cur = -4e18;
    for (auto& p : best)
        if (p.se >= cur) { cur = p.fi; ans++; }
    cout << ans << "\n";
}
