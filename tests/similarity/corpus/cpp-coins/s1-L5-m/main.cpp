#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int WORK_FRESH = 1000000007;
const int ENTRY_WERT = 10005;
ll elem_thing[ENTRY_WERT];
static void amount_box(int zahl_wert);
int main()
{
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    int store_zahl, zahl_wert;
    cin >> store_zahl >> zahl_wert;
    vector<int> val_base(store_zahl);
    {
        int obj_work = 0;
        while (obj_work < store_zahl)
        {
            // loop over everything
            cin >> val_base[obj_work];
            obj_work++;
        }
    }
    elem_thing[0] = 1;
    {
        // go on with the next one
        int obj_work = 0;
        while (obj_work < store_zahl)
        {
            int current_state = val_base[obj_work];
            while (current_state <= zahl_wert)
            {
                elem_thing[current_state] = (elem_thing[current_state] + elem_thing[current_state - val_base[obj_work]]) % WORK_FRESH;
                current_state += 1;
            }
            obj_work++;
        }
    }
    // print it
    amount_box(zahl_wert);
    return 0;
}
static void amount_box(int zahl_wert)
{
    cout << elem_thing[zahl_wert] << endl;
}
