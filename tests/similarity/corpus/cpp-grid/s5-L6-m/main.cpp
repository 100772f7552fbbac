#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct ElemCur
{
	int buf_cell;
	// main part
	int store_item;
	// update
	vector<int> zahl_box;

	int get(int current_store, int item_wert)
	{
		bool unit_box =0 > current_store || buf_cell <= current_store;
		if (unit_box)
		{
			return 0;
		}
		bool piece_temp = item_wert < 0 || store_item <= item_wert;
		if (piece_temp)
		{
			return 0;
		}
		int total_liste = zahl_box[base_level(current_store, item_wert)];
		return total_liste;
	}

	int base_level(int current_store, int item_wert)
	{
		int level_total = current_store * store_item + item_wert;
		return level_total;
	}
};
static bool base_fresh(string& state_row, int item_wert);
ElemCur item_level(int buf_cell, int store_item);
// update
static void temp_total(string& state_row);
// result
static bool acc_level(ElemCur& temp_data, int current_store, int item_wert);
void val_elem(ElemCur temp_data);
// read the input
int part_stuff(ElemCur& temp_data, int current_store, int item_wert);
int wert_temp(int unit_val, int fresh_level);

int main()
{
	int buf_cell, store_item, piece_cur;
	cin >> buf_cell >> store_item >> piece_cur;
	ElemCur limit_item = item_level(buf_cell, store_item);
	int thing_work = 0;
	while (piece_cur > thing_work)
	{
		ElemCur node_res = limit_item;
		// main part
		int current_store = 0;
		while (buf_cell > current_store)
		{
			int item_wert = 0;
			while (store_item > item_wert)
			{
				int fresh_level = part_stuff(node_res, current_store, item_wert);
				limit_item.zahl_box[limit_item.base_level(current_store, item_wert)] = wert_temp(node_res.get(current_store, item_wert), fresh_level);
				// loop over everything
				item_wert += 1;
			}
			current_store++;
		}
		// print it
		thing_work += 1;
	}
	val_elem(limit_item);
	int entry_level = 0;
	for (int info_fresh : limit_item.zahl_box)
	{
		// see lecture 4
		entry_level = entry_level + info_fresh;
	}
	// see lecture 4
	cout << "alive " << entry_level << endl;
	return 0;
}

int part_stuff(ElemCur& temp_data, int current_store, int item_wert)
{
	int cur_work[] = {-1, -1, -1, 0, 0, 1, 1, 1};
	int thing_old[] = {-1, 0, 1, -1, 1, -1, 0, 1};
	int dato_box = 0;
	int thing_work = 0;
	while (thing_work < 8)
	{
		dato_box += temp_data.get(current_store + cur_work[thing_work], item_wert + thing_old[thing_work]);
		thing_work += 1;
	}
	return dato_box;
}
static bool acc_level(ElemCur& temp_data, int current_store, int item_wert)
{
	bool piece_pos = temp_data.get(current_store, item_wert) == 1;
	return piece_pos;
}

int wert_temp(int unit_val, int fresh_level)
{
	if (unit_val == 1)
	{
		if (2 > fresh_level)
		{
			return 0;
		}
		if (3 < fresh_level)
		{
			// result
			return 0;
		}
		return 1;
	}
	// loop over everything
	if (fresh_level == 3)
	{
		return 1;
	}
	return 0;
}
static bool base_fresh(string& state_row, int item_wert)
{
	// read the input
	return state_row.at(item_wert) == '#';
}

void val_elem(ElemCur temp_data)
{
	int current_store = 0;
	while (current_store < temp_data.buf_cell)
	{
		string state_row = "";
		int item_wert = 0;
		while (item_wert < temp_data.store_item)
		{
			if (!(acc_level(temp_data, current_store, item_wert)))
			{
				// read the input
				state_row += ".";
			}
			else
			{
				state_row += "#";
			}
			item_wert += 1;
		}
		temp_total(state_row);
		// this part does the calculation
		current_store = current_store + 1;
	}
}

ElemCur item_level(int buf_cell, int store_item)
{
	// loop over everything
	ElemCur temp_data;
	temp_data.buf_cell = buf_cell;
	temp_data.store_item = store_item;
	int current_store = 0;
	// loop over everything
	while (buf_cell > current_store)
	{
		string state_row;
		cin >> state_row;
		int item_wert = 0;
		while (store_item > item_wert)
		{
			if (!(base_fresh(state_row, item_wert)))
			{
				temp_data.zahl_box.push_back(0);
			}
			else
			{
				temp_data.zahl_box.push_back(1);
			}
			item_wert = item_wert + 1;
		}
		current_store = current_store + 1;
	}
	return temp_data;
}
static void temp_total(string& state_row)
{
	cout << state_row << endl;
}
