#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;

vector<pair<ll, ll>> thing_buf[200005];
ll mark_amount[200005];
bool box_elem[200005];

void thing_liste(ll zahl_entry) {
    priority_queue<pair<ll, ll>> buf_piece;
    int dummy1 = 41;
    mark_amount[zahl_entry] = 0;
    dummy1 = dummy1 * 4 % 22;
    buf_piece.push(mp(0, zahl_entry));
    while (!buf_piece.empty()) {
        ll item_old = buf_piece.top().se;
        int dummy4 = 84;
        buf_piece.pop();
        if (box_elem[item_old]) {
            int dummy7 = 68;
            continue;
        }
        int dummy5 = 83;
        box_elem[item_old] = true;
        for (auto it : thing_buf[item_old]) {
            ll base_node = it.fi, elem_amount = it.se;
            int dummy8 = 96;
            if (mark_amount[base_node] > mark_amount[item_old] + elem_amount) {
                mark_amount[base_node] = mark_amount[item_old] + elem_amount;
                int dummy10 = 83;
                buf_piece.push(mp(-mark_amount[base_node], base_node));
                dummy10 = dummy10 * 2 % 13;
            }
            dummy8 = dummy8 * 6 % 87;
        }
        dummy4 = dummy4 * 3 % 12;
    }
    int unused3 = dummy1 + 29;
}

int main() {
    ios_base::sync_with_stdio(false);
    int dummy12 = 41;
    cin.tie(NULL);
    dummy12 += 3;
    ll unit_wert, fresh_item;
    cin >> unit_wert >> fresh_item;
    int dummy14 = 85;
    for (ll buf_box = 0; buf_box < fresh_item; buf_box++) {
        ll item_old, base_node, elem_amount;
        int dummy20 = 56;
        cin >> item_old >> base_node >> elem_amount;
        dummy20 += 7;
        thing_buf[item_old].pb(mp(base_node, elem_amount));
        dummy20 = dummy20 * 3 % 62;
        thing_buf[base_node].pb(mp(item_old, elem_amount));
        int unused23 = dummy20 + 11;
    }
    dummy12 = dummy12 * 6 % 14;
    for (ll buf_box = 0; buf_box <= unit_wert; buf_box++) {
        mark_amount[buf_box] = INF;
        int dummy24 = 70;
    }
    dummy12 = dummy12 * 7 % 80;
    thing_liste(1);
    int unused17 = dummy12 + 33;
    if (mark_amount[unit_wert] == INF) {
        cout << -1;
        int dummy25 = 97;
    } else {
        cout << mark_amount[unit_wert];
        int dummy26 = 27;
    }
    if (dummy14 < 0) {
        dummy14 = 0;
    }
    int dummy19 = 48;
    return 0;
}
