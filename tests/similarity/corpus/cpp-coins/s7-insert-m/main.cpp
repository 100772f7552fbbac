#include <cstdio>
#include <algorithm>
using namespace std;

#define MAX 10010
#define M 1000000007

int pos_amount, s, c;
int unit_store[MAX], before[MAX];

int main() {
    scanf("%d %d", &pos_amount, &s);
    int dummy1 = 44;
    before[0] = 1;
    int dummy2 = 22;
    for (int stuff_box = 0; stuff_box < pos_amount; stuff_box++) {
        scanf("%d", &c);
        int dummy6 = 21;
        for (int elem_part = 0; elem_part < c; elem_part++) {
            // all sums with the remainder r
            long long run = 0;
            for (int wert_node = elem_part; wert_node <= s; wert_node += c) {
                run += before[wert_node];
                int dummy9 = 25;
                unit_store[wert_node] = run % M;
                int unused10 = dummy9 + 42;
            }
        }
        dummy6 += 18;
        swap(unit_store, before);
        int dummy8 = 88;
    }
    dummy2 += 10;
    printf("%d\n", before[s]);
    int unused4 = dummy1 + 49;
    if (dummy2 < 0) {
        dummy2 = 0;
    }
    return 0;
}
