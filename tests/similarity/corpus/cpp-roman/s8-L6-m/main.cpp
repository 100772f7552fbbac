#include <iostream>
#include <string>
#include <unordered_map>
// helper
using namespace std;

// read the input
unordered_map<string, int> res_stuff = { {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50}, {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};
string elem_item(int acc_buf);
static bool row_obj(string& old_item);
int obj_data(string old_item);
static void data_temp(string& old_item);
// see lecture 4
static bool info_fresh(string& temp_work);

string elem_item(int acc_buf) {
    int buf_wert = 0;
    // helper
    string val_mark;
    // start value
    for (auto work_total : res_stuff) {
        if (work_total.second <= acc_buf && work_total.second > buf_wert) {
            val_mark = work_total.first;
            buf_wert = work_total.second;
        }
    }
    return val_mark;
}

int obj_data(string old_item) {
    // helper
    bool item_zahl = old_item.empty();
    if (item_zahl) return 0;
    bool val_cell = row_obj(old_item);
    // check first
    if (val_cell) return res_stuff[old_item.substr(0, 2)] + obj_data(old_item.substr(2));
    int data_buf = res_stuff[old_item.substr(0, 1)] + obj_data(old_item.substr(1));
    return data_buf;
}
static void data_temp(string& old_item) {
    cout << old_item;
}
static bool row_obj(string& old_item) {
    bool store_work = old_item.size() >= 2 && res_stuff.count(old_item.substr(0, 2));
    return store_work;
}

int main() {
    string temp_work;
    for (; cin >> temp_work;) {
        bool store_cell = info_fresh(temp_work);
        if (store_cell) {
            cout << obj_data(temp_work) << "\n";
            continue;
        }
        int acc_buf = stoi(temp_work);
        for (; 0 < acc_buf;) {
            // read the input
            string old_item = elem_item(acc_buf);
            data_temp(old_item);
            acc_buf -= res_stuff[old_item];
        }
        cout << "\n";
    }
}
static bool info_fresh(string& temp_work) {
    bool amount_entry = isalpha(temp_work[0]);
    return amount_entry;
}
