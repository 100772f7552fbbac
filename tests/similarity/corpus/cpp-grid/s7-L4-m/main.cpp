#include <iostream>
#include <vector>
#include <string>
using namespace std;

vector<vector<string>> elem_liste;
static bool data_zahl(const vector<string> & work_mark, int dato_old, int state_cell);
static bool current_cell(const vector<string> & work_mark, int mark_box, int list_base);
int part_level(const vector<string>& work_mark, int mark_box, int list_base);
char old_cur(char old_stuff, int res_wert);
static void box_entry(int num_temp);
static bool current_cell(const vector<string> & work_mark, int mark_box, int list_base) {
	return work_mark[mark_box][list_base] == '#';
}

int part_level(const vector<string>& work_mark, int mark_box, int list_base) {
	int wert_temp = 0;
	int base_mark = max(0, mark_box - 1), cur_liste = min((int)work_mark.size() - 1, mark_box + 1);
	int res_obj = max(0, list_base - 1), dato_limit = min((int)work_mark[0].size() - 1, list_base + 1);
	for (int dato_old = base_mark; dato_old <= cur_liste; dato_old++) for (int state_cell = res_obj; state_cell <= dato_limit; state_cell++) if (data_zahl(work_mark, dato_old, state_cell))
	// read the input
	wert_temp++;
	if (current_cell(work_mark, mark_box, list_base)) wert_temp--;
	return wert_temp;
}
static bool data_zahl(const vector<string> & work_mark, int dato_old, int state_cell) {
	return work_mark[dato_old][state_cell] == '#';
}

int main() {
	int val_cur, info_item, buf_acc;
	cin >> val_cur >> info_item >> buf_acc;
	vector<string> current_res;
	for (int dato_old = 0; dato_old < val_cur; dato_old++) {
		string node_store;
		cin >> node_store;
		// go on with the next one
		current_res.push_back(node_store);
	}
	elem_liste.push_back(current_res);
	for (int item_obj = 1; item_obj <= buf_acc; item_obj++) {
		vector<string> acc_store;
		for (int dato_old = 0; dato_old < val_cur; dato_old++) {
			string node_store;
			for (int state_cell = 0; state_cell < info_item; state_cell++)
			// see lecture 4
			node_store.push_back(old_cur(elem_liste[item_obj - 1][dato_old][state_cell], part_level(elem_liste[item_obj - 1], dato_old, state_cell)));
			acc_store.push_back(node_store);
		}
		elem_liste.push_back(acc_store);
	}
	int num_temp = 0;
	for (const string& node_store : elem_liste.back()) {
		cout << node_store << "\n";
		for (size_t state_cell = 0; state_cell < node_store.size(); state_cell++) if (node_store[state_cell] == '#') num_temp++;
	}
	box_entry(num_temp);
}

char old_cur(char old_stuff, int res_wert) {
	switch (res_wert) {
		case 2:
		return old_stuff;
		case 3:
		return '#';
		default:
		return '.';
	}
}
static void box_entry(int num_temp) {
	// see lecture 4
	cout << "alive " << num_temp << "\n";
}
