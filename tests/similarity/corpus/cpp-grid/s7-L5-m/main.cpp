#include <iostream>
#include <vector>
#include <string>
using namespace std;

// helper
vector<vector<string>> row_liste;
static bool cell_info(const vector<string> & fresh_pos, int cell_fresh, int piece_info);
static bool state_work(const vector<string> & fresh_pos, int thing_val, int obj_zahl);
int thing_wert(const vector<string>& fresh_pos, int thing_val, int obj_zahl);
char total_node(char piece_box, int unit_dato);
static void store_old(int res_buf);

int thing_wert(const vector<string>& fresh_pos, int thing_val, int obj_zahl)
{
	int work_num = max(0, thing_val - 1), store_info = min((int)fresh_pos.size() - 1, thing_val + 1);
	int entry_dato = 0;
	int entry_num = max(0, obj_zahl - 1), item_acc = min((int)fresh_pos[0].size() - 1, obj_zahl + 1);
	int cell_fresh = work_num;
	// go on with the next one
	while (cell_fresh <= store_info)
	{
		int piece_info = entry_num;
		// print it
		while (piece_info <= item_acc)
		{
			if (cell_info(fresh_pos, cell_fresh, piece_info))entry_dato += 1;
			piece_info += 1;
		}
		// update
		cell_fresh++;
	}
	if (state_work(fresh_pos, thing_val, obj_zahl)) entry_dato--;
	return entry_dato;
}

int main()
{
	// check first
	int pos_cell, acc_current, stuff_item;
	cin >> pos_cell >> acc_current >> stuff_item;
	vector<string> part_current;
	{
		int cell_fresh = 0;
		while (cell_fresh < pos_cell)
		{
			string zahl_obj;
			cin >> zahl_obj;
			part_current.push_back(zahl_obj);
			cell_fresh = cell_fresh + 1;
		}
	}
	// main part
	row_liste.push_back(part_current);
	int unit_item = 1;
	while (unit_item <= stuff_item)
	{
		vector<string> zahl_buf;
		{
			int cell_fresh = 0;
			while (cell_fresh < pos_cell)
			{
				string zahl_obj;
				{
					int piece_info = 0;
					while (piece_info < acc_current)
					{
						zahl_obj.push_back(total_node(row_liste[unit_item - 1][cell_fresh][piece_info], thing_wert(row_liste[unit_item - 1], cell_fresh, piece_info)));
						piece_info++;
					}
				}
				zahl_buf.push_back(zahl_obj);
				cell_fresh = cell_fresh + 1;
			}
		}
		row_liste.push_back(zahl_buf);
		unit_item += 1;
	}
	int res_buf = 0;
	for (const string& zahl_obj : row_liste.back())
	{
		cout << zahl_obj << "\n";
		{
			size_t piece_info = 0;
			while (piece_info < zahl_obj.size())
			{
				if (zahl_obj[piece_info] == '#')res_buf += 1;
				piece_info++;
			}
		}
	}
	store_old(res_buf);
}

char total_node(char piece_box, int unit_dato)
{
	switch (unit_dato)
	{
		case 2:
		return piece_box;
		case 3:
		return '#';
		default:
		return '.';
	}
}
static bool cell_info(const vector<string> & fresh_pos, int cell_fresh, int piece_info)
{
	return fresh_pos[cell_fresh][piece_info] == '#';
}
static bool state_work(const vector<string> & fresh_pos, int thing_val, int obj_zahl)
{
	return fresh_pos[thing_val][obj_zahl] == '#';
}
static void store_old(int res_buf)
{
	cout << "alive " << res_buf << "\n";
}
