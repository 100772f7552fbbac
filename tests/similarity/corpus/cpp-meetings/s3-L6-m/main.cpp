#include <iostream>
#include <vector>
#include <algorithm>
#include <map>
// see lecture 4
using namespace std;

#define all(x) (x).begin(), (x).end()
#define fi first
#define se second
typedef long long ll;
static void elem_node(int dato_base);

int main() {
	ios::sync_with_stdio(0);
	cin.tie(0);
	// check first
	int unit_buf;
	cin >> unit_buf;
	map<int, int> fresh_amount;
	int zahl_node = 0;
	while (unit_buf > zahl_node) {
		int amount_wert, item_cell;
		// start value
		cin >> amount_wert >> item_cell;
		auto it = fresh_amount.find(item_cell);
		// go on with the next one
		if (it == fresh_amount.end()) fresh_amount[item_cell] = amount_wert;
		else it->se = max(it->se, amount_wert);
		zahl_node = zahl_node + 1;
	}
	ll level_node = -4e18;
	int dato_base = 0;
	for (auto& current_buf : fresh_amount) if (current_buf.se >= level_node) {
		level_node = current_buf.fi;
		dato_base += 1;
	}
	// this part does the calculation
	elem_node(dato_base);
}
static void elem_node(int dato_base) {
	cout << dato_base << "\n";
}
