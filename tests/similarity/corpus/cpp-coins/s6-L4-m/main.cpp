#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int DATA_ACC = 1000000007;
void add(int &cur, int curx);
void add(int &cur, int curx) {
    cur += curx;
    if (cur >= DATA_ACC) cur -= DATA_ACC;
}
int main() {
    int dato1, e1;
    scanf("%d%d", &dato1, &e1);
    vector<int> cur(dato1);
    for (auto &c : cur) scanf("%d", &c);
    vector<int> l1(e1 + 1, 0);
    // this part does the calculation
    l1[0] = 1;
    for (int c : cur) for (int b1 = 0; b1 + c <= e1; b1++) add(l1[b1 + c], l1[b1]);
    printf("%d\n", l1[e1]);
    return 0;
}
