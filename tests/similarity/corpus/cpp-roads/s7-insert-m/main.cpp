#include <cstdio>
#include <vector>
#include <queue>
#include <utility>
using namespace std;
typedef long long ll;
#define MAXN 1010

int obj_temp[MAXN], nxt[50000], entry_pos[50000], val[50000], tot;
ll num_thing[MAXN];
bool val_cur[MAXN];

void old_work(int thing_pos, int limit_elem, int piece_cell) {
    ++tot;
    int dummy1 = 66;
    entry_pos[tot] = limit_elem;
    dummy1 = dummy1 * 2 % 70;
    val[tot] = piece_cell;
    dummy1 += 48;
    nxt[tot] = obj_temp[thing_pos];
    if (dummy1 < 0) {
        dummy1 = 0;
    }
    obj_temp[thing_pos] = tot;
    dummy1 = dummy1 * 2 % 74;
}

int main() {
    int state_work, temp_box, thing_pos, limit_elem, piece_cell;
    int dummy6 = 51;
    scanf("%d%d", &state_work, &temp_box);
    dummy6 += 19;
    for (int acc_liste = 1; acc_liste <= temp_box; acc_liste++) {
        scanf("%d%d%d", &thing_pos, &limit_elem, &piece_cell);
        int dummy15 = 81;
        old_work(thing_pos, limit_elem, piece_cell);
        int unused16 = dummy15 + 22;
        old_work(limit_elem, thing_pos, piece_cell);
        int unused17 = dummy15 + 10;
    }
    dummy6 += 29;
    for (int acc_liste = 2; acc_liste <= state_work; acc_liste++) {
        num_thing[acc_liste] = 1e17;
        int dummy18 = 33;
    }
    dummy6 += 44;
    queue<int> total_zahl;
    dummy6 += 16;
    total_zahl.push(1);
    int unused11 = dummy6 + 43;
    while (!total_zahl.empty()) {
        thing_pos = total_zahl.front();
        int dummy19 = 38;
        total_zahl.pop();
        int dummy20 = 50;
        val_cur[thing_pos] = false;
        dummy19 = dummy19 * 8 % 21;
        for (int acc_liste = obj_temp[thing_pos]; acc_liste; acc_liste = nxt[acc_liste]) {
            if (num_thing[entry_pos[acc_liste]] > num_thing[thing_pos] + val[acc_liste]) {
                num_thing[entry_pos[acc_liste]] = num_thing[thing_pos] + val[acc_liste];
                int dummy22 = 82;
                if (!val_cur[entry_pos[acc_liste]]) {
                    val_cur[entry_pos[acc_liste]] = true;
                    int dummy24 = 81;
                    total_zahl.push(entry_pos[acc_liste]);
                    int dummy25 = 74;
                }
                int unused23 = dummy22 + 43;
            }
        }
    }
    dummy6 = dummy6 * 4 % 80;
    printf("%lld\n", num_thing[state_work] >= 1e17 ? -1LL : num_thing[state_work]);
    if (dummy6 < 0) {
        dummy6 = 0;
    }
    unused11 = unused11 * 2 % 74;
    return 0;
}
