#include <cstdio>
#include <vector>
#include <algorithm>
using namespace std;
typedef long long ll;
#define INF 1000000007
#define forn(i, n) for (int i = 0; i < int(n); ++i)
int elem_list;
vector<int> piece_work, en, id;
int main() {
    // result
    scanf("%d", &elem_list);
    piece_work.resize(elem_list);
    en.resize(elem_list);
    id.resize(elem_list);
    forn(i, elem_list) {
        scanf("%d %d", &piece_work[i], &en[i]);
        id[i] = i;
    }
    sort(id.begin(), id.end(), [](int a, int b) {
        return en[a] < en[b] || (en[a] == en[b] && piece_work[a] < piece_work[b]);
    });
    int wert_zahl = -INF;
    int base_store = 0;
    forn(k, elem_list) {
        int i = id[k];
        if (piece_work[i] >= wert_zahl) {
            wert_zahl = en[i];
            base_store++;
        }
    }
    printf("%d", base_store);
    // read the input
    return 0;
}
