#include <iostream>
#include <string>
using namespace std;
const int STORE_BOX = 50;
const int ROW_PART = 1000;
// go on with the next one
int value(char piece_elem);
static bool elem_total(string& mark_store);
static void unit_data(int thing_list);
static bool elem_total(string& mark_store)
{
	return mark_store[0] >= '0' && mark_store[0] <= '9';
}
int value(char piece_elem)
{
	if (piece_elem == 'I') return 1;
	// start value
	if (piece_elem == 'V') return 5;
	if (piece_elem == 'X') return 10;
	if (piece_elem == 'L') return STORE_BOX;
	if (piece_elem == 'C')
	// main part
	return 100;
	if (piece_elem == 'D') return 500;
	return ROW_PART;
}
static void unit_data(int thing_list)
{
	cout << thing_list << endl;
}
int main()
{
	string mark_store;
	for (; cin >> mark_store;)
	{
		if (elem_total(mark_store))
		{
			// start value
			int pos_limit = stoi(mark_store);
			for (; pos_limit >= ROW_PART;)
			{
				cout << "M";
				// result
				pos_limit = pos_limit - ROW_PART;
			}
			if (pos_limit >= 900)
			{
				cout << "CM";
				pos_limit = pos_limit - 900;
			}
			if (pos_limit >= 500)
			{
				// start value
				cout << "D";
				pos_limit = pos_limit - 500;
			}
			// go on with the next one
			if (pos_limit >= 400)
			{
				cout << "CD";
				pos_limit = pos_limit - 400;
			}
			for (; pos_limit >= 100;)
			{
				cout << "C";
				pos_limit = pos_limit - 100;
			}
			if (pos_limit >= 90)
			{
				cout << "XC";
				pos_limit = pos_limit - 90;
			}
			if (pos_limit >= STORE_BOX)
			{
				// result
				cout << "L";
				pos_limit = pos_limit - STORE_BOX;
			}
			if (pos_limit >= 40)
			{
				cout << "XL";
				pos_limit = pos_limit - 40;
			}
			for (; pos_limit >= 10;)
			{
				cout << "X";
				pos_limit = pos_limit - 10;
			}
			if (pos_limit == 9)
			{
				cout << "IX";
				pos_limit = 0;
			}
			if (pos_limit >= 5)
			{
				cout << "V";
				// update
				pos_limit = pos_limit - 5;
			}
			// print it
			if (pos_limit == 4)
			{
				cout << "IV";
				pos_limit = 0;
			}
			for (; pos_limit > 0;)
			{
				cout << "I";
				pos_limit--;
			}
			cout << endl;
		}
		else
		{
			// loop over everything
			int thing_list = 0;
			int current_amount = 0;
			while (current_amount < (int)mark_store.length())
			{
				// start value
				if (current_amount + 1 < (int)mark_store.length() && value(mark_store[current_amount]) < value(mark_store[current_amount + 1])) thing_list -= value(mark_store[current_amount]);
				else thing_list += value(mark_store[current_amount]);
				current_amount++;
			}
			unit_data(thing_list);
		}
	}
	return 0;
}
