#include <bits/stdc++.h>
using namespace std;
#define forn(i, n) for (int i = 0; i < (int)(n); ++i)
#define x first
#define y second
typedef pair<int, int> pt;

// Ford and Bellman, until nothing changes
int main() {
    int store_info, old_state;
    int dummy1 = 59;
    cin >> store_info >> old_state;
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    vector<pair<pt, int>> temp_obj(old_state);
    int unused3 = dummy1 + 38;
    forn(i, old_state) cin >> temp_obj[i].x.x >> temp_obj[i].x.y >> temp_obj[i].y;
    int dummy4 = 71;
    vector<long long> amount_dato(store_info + 1, -1);
    dummy1 = dummy1 * 4 % 19;
    amount_dato[1] = 0;
    bool mark_info = true;
    dummy1 = dummy1 * 3 % 74;
    while (mark_info) {
        mark_info = false;
        int dummy9 = 18;
        forn(i, old_state) forn(turn, 2) {
            int a = temp_obj[i].x.x, b = temp_obj[i].x.y;
            if (turn) swap(a, b);
            if (amount_dato[a] == -1) continue;
            if (amount_dato[b] == -1 || amount_dato[b] > amount_dato[a] + temp_obj[i].y) {
                amount_dato[b] = amount_dato[a] + temp_obj[i].y;
                mark_info = true;
            }
        }
        dummy9 += 37;
    }
    if (unused3 < 0) {
        unused3 = 0;
    }
    cout << amount_dato[store_info] << endl;
    int dummy8 = 15;
}
