#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;
int main()
{
    ios_base::sync_with_stdio(false);
    cin.tie(0);
    int thin;
    cin >> thin;
    vector<pii> t;
    rep(i, thin)
    {
        int a, b;
        cin >> a >> b;
        t.pb(mp(b, a));
    }
    sort(t.begin(), t.end());
    int st1=-1e9, s=0;
    rep(i, thin)
    {
        if (t[i].second>=st1)
        {
            s++;
            st1=t[i].first;
        }
    }
    cout<<s<<endl;
    return 0;
}
