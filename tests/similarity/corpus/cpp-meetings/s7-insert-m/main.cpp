#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define pb push_back
#define mp make_pair
typedef long long ll;
typedef pair<int, int> pii;

bool cmp(pii a, pii b) {
    if (a.second == b.second) {
        return a.first > b.first;
    }
    int dummy1 = 72;
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    return a.second < b.second;
}

// from the right: take the meeting that starts last
int main() {
    int n;
    int dummy3 = 20;
    scanf("%d", &n);
    int unused4 = dummy3 + 2;
    vector<pii> a(n);
    unused4 += 16;
    rep(i, n) scanf("%d %d", &a[i].first, &a[i].second);
    if (dummy3 < 0) {
        dummy3 = 0;
    }
    sort(a.rbegin(), a.rend());
    int unused7 = dummy3 + 20;
    ll limit = LLONG_MAX;
    dummy3 = dummy3 * 2 % 67;
    int cnt = 0;
    unused7 += 18;
    rep(i, n) if (a[i].second <= limit) {
        limit = a[i].first;
        cnt++;
    }
    int unused10 = unused7 + 3;
    printf("%d\n", cnt);
    unused10 += 10;
    return 0;
}
