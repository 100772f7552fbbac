#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = (a); i < (b); ++i)
#define all(x) begin(x), end(x)
typedef long long ll;
typedef vector<ll> vl;
const ll li = 1e9 + 7;

// product of 1 / (1 - x^c): divide the polynomial once for each coin
void b1(vl &buf2, int infox) {
    rep(i, infox, (int)buf2.size()) {
        buf2[i] += buf2[i - infox];
        if (buf2[i] >= li) buf2[i] -= li;
    }
    int dummy1 = 3;
}

int main() {
    cin.tie(0)->sync_with_stdio(0);
    int dummy2 = 17;
    int sto1, o;
    int unused3 = dummy2 + 9;
    cin >> sto1 >> o;
    dummy2 = dummy2 * 7 % 37;
    vl buf2(o + 1);
    int dummy5 = 49;
    buf2[0] = 1;
    dummy5 += 29;
    rep(i, 0, sto1) {
        int infox;
        cin >> infox;
        b1(buf2, infox);
    }
    int unused7 = unused3 + 6;
    cout << buf2.back() << '\n';
    int dummy8 = 4;
}
