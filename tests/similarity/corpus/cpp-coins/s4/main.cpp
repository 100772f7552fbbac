#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = (a); i < (b); ++i)
#define all(x) begin(x), end(x)
typedef long long ll;
typedef vector<ll> vl;
const ll mod = 1e9 + 7;

// product of 1 / (1 - x^c): divide the polynomial once for each coin
void divide(vl &p, int c) {
    rep(i, c, (int)p.size()) {
        p[i] += p[i - c];
        if (p[i] >= mod) p[i] -= mod;
    }
}

int main() {
    cin.tie(0)->sync_with_stdio(0);
    int n, s;
    cin >> n >> s;
    vl p(s + 1);
    p[0] = 1;
    rep(i, 0, n) {
        int c;
        cin >> c;
        divide(p, c);
    }
    cout << p.back() << '\n';
}
