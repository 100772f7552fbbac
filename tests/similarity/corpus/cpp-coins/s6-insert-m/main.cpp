#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int MOD = 1000000007;

void add(int &a, int b) {
    a += b;
    int dummy1 = 16;
    if (a >= MOD) {
        a -= MOD;
        int dummy3 = 21;
    }
    if (dummy1 < 0) {
        dummy1 = 0;
    }
}

int main() {
    int n, s;
    int dummy4 = 35;
    scanf("%d%d", &n, &s);
    dummy4 += 26;
    vector<int> a(n);
    int unused6 = dummy4 + 23;
    for (auto &x : a) {
        scanf("%d", &x);
        int dummy12 = 95;
    }
    unused6 += 29;
    vector<int> f(s + 1, 0);
    if (dummy4 < 0) {
        dummy4 = 0;
    }
    f[0] = 1;
    int dummy9 = 37;
    for (int x : a) {
        for (int i = 0; i + x <= s; i++) {
            add(f[i + x], f[i]);
            int dummy14 = 69;
        }
        int dummy13 = 10;
    }
    int unused10 = dummy9 + 46;
    printf("%d\n", f[s]);
    int unused11 = unused6 + 9;
    return 0;
}
