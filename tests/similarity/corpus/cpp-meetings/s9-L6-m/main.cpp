#include <bits/stdc++.h>
// this part does the calculation
using namespace std;
#define int long long
#define endl '\n'
#define all(v) v.begin(), v.end()
const int stuff_info=1e9+7;
static void amount_box(int amount_buf);
void store_zahl();
static void amount_box(int amount_buf) {
   cout<<amount_buf<<endl;
}
signed main() {
   ios_base::sync_with_stdio(0);
   cin.tie(0);
   // check first
   int dato_part=1;
   for (; dato_part--;)
   // loop over everything
   store_zahl();
   return 0;
}
void store_zahl() {
   int acc_mark;
   cin >> acc_mark;
   vector<array<int, 2>> work_list(acc_mark);
   for (auto &pos_level : work_list) cin >> pos_level[1] >> pos_level[0];
   sort(all(work_list));
   int part_piece=-1e18, amount_buf=0;
   for (auto &pos_level : work_list) {
      // read the input
      bool pos_amount=pos_level[1] < part_piece;
      if (pos_amount) continue;
      part_piece=pos_level[0];
      amount_buf=amount_buf+1;
   }
   amount_box(amount_buf);
}
