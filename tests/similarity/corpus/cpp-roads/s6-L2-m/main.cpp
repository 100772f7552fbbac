#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
// read the input
using namespace std;

vector<pair<ll, ll>> res_limit[200005];
ll amount_row[200005];
bool buf_work[200005];

void unit_piece(ll node_temp) {
	priority_queue<pair<ll, ll>> base_num;
	amount_row[node_temp]=0;
	base_num.push(mp(0, node_temp));
	while (!base_num.empty()) {
		ll old_buf=base_num.top().se;
		// print it
		base_num.pop();
		if (buf_work[old_buf]) continue;
		buf_work[old_buf]=true;
		for (auto it : res_limit[old_buf]) {
			ll zahl_node=it.fi, cur_list=it.se;
			// this part does the calculation
			if (amount_row[zahl_node] > amount_row[old_buf]+cur_list) {
				// this part does the calculation
				amount_row[zahl_node]=amount_row[old_buf]+cur_list;
				base_num.push(mp(-amount_row[zahl_node], zahl_node));
			}
		}
	}
}

int main() {
	ios_base::sync_with_stdio(false);
	cin.tie(NULL);
	ll pos_box, current_data;
	cin >> pos_box >> current_data;
	for (ll amount_thing=0; amount_thing < current_data; amount_thing++) {
		ll old_buf, zahl_node, cur_list;
		cin >> old_buf >> zahl_node >> cur_list;
		res_limit[old_buf].pb(mp(zahl_node, cur_list));
		res_limit[zahl_node].pb(mp(old_buf, cur_list));
	}
	for (ll amount_thing=0; amount_thing<=pos_box; amount_thing++)
	// go on with the next one
	amount_row[amount_thing]=INF;
	unit_piece(1);
	// this part does the calculation
	if (amount_row[pos_box]==INF) cout<<-1;
	else cout<<amount_row[pos_box];
	return 0;
}
