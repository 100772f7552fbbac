#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int MOD = 1000000007;

void add(int &a, int b) {
    a += b;
    if (a >= MOD) a -= MOD;
}

int main() {
    int n, s;
    scanf("%d%d", &n, &s);
    vector<int> a(n);
    for (auto &x : a) scanf("%d", &x);
    vector<int> f(s + 1, 0);
    f[0] = 1;
    for (int x : a)
        for (int i = 0; i + x <= s; i++)
            add(f[i + x], f[i]);
    printf("%d\n", f[s]);
    return 0;
}
