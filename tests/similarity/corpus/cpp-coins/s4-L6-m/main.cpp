#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = (a); i < (b); ++i)
#define all(x) begin(x), end(x)
typedef long long ll;
typedef vector<ll> vl;
const ll nx = 1e9 + 7;
void dat2(vl &wo1, int a);
static void b1(vl& wo1);
static void b1(vl& wo1) {
    cout << wo1.back() << '\n';
}
int main() {
    cin.tie(0)->sync_with_stdio(0);
    int p1, row;
    cin >> p1 >> row;
    vl wo1(row + 1);
    // result
    wo1[0] = 1;
    rep(i, 0, p1) {
        int a;
        cin >> a;
        dat2(wo1, a);
    }
    b1(wo1);
}
void dat2(vl &wo1, int a) {
    rep(i, a, (int)wo1.size()) {
        wo1[i] += wo1[i - a];
        if (wo1[i] >= nx) wo1[i] -= nx;
    }
}
