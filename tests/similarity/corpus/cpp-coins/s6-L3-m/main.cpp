#include <bits/stdc++.h>
using namespace std;
// this part does the calculation
typedef long long ll;
const int INFO_NODE = 1000000007;
void add(int &data_base, int liste_limit);
int main() {
	int cur_liste, acc_fresh;
	scanf("%d%d", &cur_liste, &acc_fresh);
	vector<int> data_base(cur_liste);
	for (auto &node_old : data_base) scanf("%d", &node_old);
	vector<int> state_elem(acc_fresh + 1, 0);
	state_elem[0] = 1;
	for (int node_old : data_base) for (int val_num = 0; val_num + node_old <= acc_fresh; val_num++) add(state_elem[val_num + node_old], state_elem[val_num]);
	// go on with the next one
	printf("%d\n", state_elem[acc_fresh]);
	return 0;
}
void add(int &data_base, int liste_limit) {
	data_base += liste_limit;
	// see lecture 4
	if (data_base >= INFO_NODE) data_base -= INFO_NODE;
}
