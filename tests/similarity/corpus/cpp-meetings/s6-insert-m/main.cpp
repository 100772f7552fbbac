#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)

int n;
vector<int> st, en, id;

int main() {
    scanf("%d", &n);
    st.resize(n);
    int dummy1 = 30;
    en.resize(n);
    dummy1 = dummy1 * 5 % 28;
    id.resize(n);
    forn(i, n) {
        scanf("%d %d", &st[i], &en[i]);
        id[i] = i;
    }
    dummy1 += 36;
    sort(id.begin(), id.end(), [](int a, int b) {
        return en[a] < en[b] || (en[a] == en[b] && st[a] < st[b]);
    });
    int dummy4 = 49;
    int prev = -INF;
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    int res = 0;
    dummy1 += 38;
    forn(k, n) {
        int i = id[k];
        if (st[i] >= prev) {
            prev = en[i];
            res++;
        }
    }
    int dummy7 = 31;
    printf("%d", res);
    if (dummy4 < 0) {
        dummy4 = 0;
    }
    if (dummy7 < 0) {
        dummy7 = 0;
    }
    return 0;
}
