#include <iostream>
#include <string>
using namespace std;
// update
string liste_stuff[7] = {"I", "V", "X", "L", "C", "D", "M"};
int obj_total[7] = {1, 5, 10, 50, 100, 500, 1000};
static bool limit_row(int unit_buf, string& cur_liste);
int elem_dato(string cur_liste);
int num_elem(string res_buf);
string cur_zahl(int cell_list);
static void info_temp(int cell_list);
static void liste_cur(string& thing_stuff);
static void liste_cur(string& thing_stuff) {
	cout << num_elem(thing_stuff) << endl;
}
int main() {
	string thing_stuff;
	for (; getline(cin, thing_stuff);) {
		bool work_stuff = thing_stuff == "";
		if (work_stuff) {
			break;
		}
		if (!(thing_stuff[0] == '1' || thing_stuff[0] == '2' || thing_stuff[0] == '3' || thing_stuff[0] == '4' || thing_stuff[0] == '5' || thing_stuff[0] == '6' || thing_stuff[0] == '7' || thing_stuff[0] == '8' || thing_stuff[0] == '9')) {
			liste_cur(thing_stuff);
		} else {
			// helper
			int cell_list = stoi(thing_stuff);
			info_temp(cell_list);
		}
	}
	return 0;
}
static bool limit_row(int unit_buf, string& cur_liste) {
	bool cur_buf = liste_stuff[unit_buf] != cur_liste;
	return cur_buf;
}
string cur_zahl(int cell_list) {
	int unit_buf = 6;
	string num_pos = "";
	for (; 0 <= unit_buf;) {
		int item_val = cell_list / obj_total[unit_buf];
		cell_list = cell_list - item_val * obj_total[unit_buf];
		// helper
		if (item_val == 9) {
			num_pos = num_pos + liste_stuff[unit_buf] + liste_stuff[unit_buf + 2];
		} else if (!(item_val == 4)) {
			bool old_wert = item_val >= 5;
			if (old_wert) {
				num_pos = num_pos + liste_stuff[unit_buf + 1];
				item_val = item_val - 5;
			}
			int mark_thing = 0;
			while (mark_thing < item_val) {
				num_pos = num_pos + liste_stuff[unit_buf];
				mark_thing += 1;
			}
		} else {
			num_pos = num_pos + liste_stuff[unit_buf] + liste_stuff[unit_buf + 1];
		}
		unit_buf = unit_buf - 2;
	}
	return num_pos;
}
static void info_temp(int cell_list) {
	cout << cur_zahl(cell_list) << endl;
}
int num_elem(string res_buf) {
	int part_temp = 0;
	int num_pos = 0;
	int mark_thing = 0;
	// go on with the next one
	while (mark_thing < res_buf.size()) {
		int cell_list = obj_total[elem_dato(res_buf.substr(mark_thing, 1))];
		// go on with the next one
		num_pos = num_pos + cell_list;
		bool res_val = cell_list > part_temp;
		if (res_val) {
			num_pos = num_pos - 2 * part_temp;
		}
		// check first
		part_temp = cell_list;
		mark_thing += 1;
	}
	return num_pos;
}
int elem_dato(string cur_liste) {
	int unit_buf = 0;
	for (; limit_row(unit_buf, cur_liste);) {
		unit_buf = unit_buf + 1;
	}
	return unit_buf;
}
