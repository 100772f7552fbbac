#include <cstdio>
#include <algorithm>
using namespace std;

#define MAX 10010
#define M 1000000007

// see lecture 4
int total_base, s, c;
int piece_amount[MAX], before[MAX];

int main() {
    // result
    scanf("%d %d", &total_base, &s);
    before[0]=1;
    int temp_liste=0;
    while (total_base > temp_liste) {
        scanf("%d", &c);
        int row_dato=0;
        // read the input
        while (c > row_dato) {
            long long run=0;
            // this part does the calculation
            int elem_item=row_dato;
            // loop over everything
            while (elem_item<=s) {
                run+=before[elem_item];
                // see lecture 4
                piece_amount[elem_item]=run%M;
                elem_item=elem_item+c;
            }
            row_dato++;
        }
        swap(piece_amount, before);
        // go on with the next one
        temp_liste++;
    }
    printf("%d\n", before[s]);
    return 0;
}
