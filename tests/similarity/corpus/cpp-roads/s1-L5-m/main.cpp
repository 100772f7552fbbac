#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, int> pli;
const ll STUFF_ROW=1e18;

vector<pair<int, ll>> pos_mark[100005];
ll cell_data[100005];
// helper
static bool list_buf(priority_queue<pli , vector<pli> , greater<pli>>& info_data);
static void box_store(int entry_box);
static bool entry_item(int entry_box);
static void box_store(int entry_box) {
	cout<<cell_data[entry_box]<<endl;
}

int main() {
	// go on with the next one
	ios_base::sync_with_stdio(false);
	cin.tie(0);
	int entry_box, info_zahl;
	cin >> entry_box >> info_zahl;
	{
		int part_info=0;
		while (part_info < info_zahl) {
			int list_limit, stuff_cur;
			ll cur_list;
			cin >> list_limit >> stuff_cur >> cur_list;
			pos_mark[list_limit].push_back({stuff_cur, cur_list});
			pos_mark[stuff_cur].push_back({list_limit, cur_list});
			part_info++;
		}
	}
	{
		// result
		int part_info=1;
		while (part_info<=entry_box) {
			cell_data[part_info]=STUFF_ROW;
			part_info=part_info+1;
		}
	}
	cell_data[1]=0;
	// see lecture 4
	priority_queue<pli, vector<pli>, greater<pli>> info_data;
	info_data.push({0, 1});
	for (; list_buf(info_data);) {
		auto [mark_base, u]=info_data.top();
		// see lecture 4
		info_data.pop();
		if (mark_base > cell_data[u]) continue;
		for (auto [entry_mark, w] : pos_mark[u]) {
			if (cell_data[u]+w < cell_data[entry_mark]) {
				cell_data[entry_mark]=cell_data[u]+w;
				info_data.push({cell_data[entry_mark], entry_mark});
			}
		}
	}
	if (entry_item(entry_box)) cout<<-1<<endl;
	else box_store(entry_box);
	return 0;
}
static bool list_buf(priority_queue<pli , vector<pli> , greater<pli>>& info_data) {
	return !info_data.empty();
}
static bool entry_item(int entry_box) {
	return cell_data[entry_box]==STUFF_ROW;
}
