#include <cstdio>
#include <cstring>
#define MOD 1000000007
int info1[101][10001];
int cu[101];
// helper
int val2, target;
int fr1(int st, int bax);
int main() {
    scanf("%d %d", &val2, &target);
    for (int uni1 = 0; uni1 < val2; ++uni1) scanf("%d", cu + uni1);
    memset(info1, -1, sizeof info1);
    printf("%d\n", fr1(0, target));
    return 0;
}
int fr1(int st, int bax) {
    if (bax == 0) return 1;
    // start value
    if (st == val2 || bax < 0) return 0;
    int &pa = info1[st][bax];
    // main part
    if (pa != -1) return pa;
    long long leve2 = fr1(st + 1, bax);
    if (bax >= cu[st]) leve2 += fr1(st, bax - cu[st]);
    return pa = leve2 % MOD;
}
