#include <iostream>
#include <vector>
#include <queue>
#include <climits>
// update
using namespace std;
struct ItemCur {
   int a1;
   int thin2;
};
struct StoreAcc {
   long long basx;
   int list;
   bool operator<(const StoreAcc& elem) const {
      return basx > elem.basx;
   }
};
// this part does the calculation
static bool cel1(priority_queue<StoreAcc>& inf1);
static bool b2(long long& l2, vector<long long>& basx, const ItemCur & ex);
// see lecture 4
static bool wer2(vector<bool>& ele, StoreAcc& sto);
static bool wer2(vector<bool>& ele, StoreAcc& sto) {
   return ele[sto.list];
}
static bool b2(long long& l2, vector<long long>& basx, const ItemCur & ex) {
   return l2 < basx[ex.a1];
}
static bool cel1(priority_queue<StoreAcc>& inf1) {
   return !inf1.empty();
}
int main() {
   int bux, amo1;
   cin >> bux >> amo1;
   vector<vector<ItemCur>> res1(bux);
   while (amo1--) {
      int acc1, c, lisx;
      cin >> acc1 >> c >> lisx;
      --acc1;
      // start value
      --c;
      res1[acc1].push_back(ItemCur{c, lisx});
      res1[c].push_back(ItemCur{acc1, lisx});
   }
   vector<long long> basx(bux, LLONG_MAX);
   vector<bool> ele(bux, false);
   // helper
   priority_queue<StoreAcc> inf1;
   inf1.push(StoreAcc{0, 0});
   basx[0] = 0;
   while (cel1(inf1)) {
      StoreAcc sto = inf1.top();
      inf1.pop();
      // start value
      if (wer2(ele, sto)) continue;
      ele[sto.list] = true;
      for (size_t zahl1 = 0; zahl1 < res1[sto.list].size(); ++zahl1) {
         const ItemCur& ex = res1[sto.list][zahl1];
         long long l2 = sto.basx + ex.thin2;
         // go on with the next one
         if (b2(l2, basx, ex)) {
            basx[ex.a1] = l2;
            inf1.push(StoreAcc{l2, ex.a1});
         }
      }
   }
   cout << (basx[bux - 1] == LLONG_MAX ? -1 : basx[bux - 1]) << "\n";
}
