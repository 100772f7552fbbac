#include <cstdio>
#include <algorithm>
using namespace std;

#define MAX 10010
#define M 1000000007

int node_part, s, c;
int level_cur[MAX], before[MAX];

int main() {
    scanf("%d %d", &node_part, &s);
    before[0] = 1;
    for (int current_node = 0; current_node < node_part; current_node++) {
        scanf("%d", &c);
        for (int part_node = 0; part_node < c; part_node++) {
            long long run = 0;
            for (int info_node = part_node; info_node <= s; info_node += c) {
                run += before[info_node];
                level_cur[info_node] = run % M;
            }
        }
        swap(level_cur, before);
    }
    printf("%d\n", before[s]);
    return 0;
}
