#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int THING_BOX=1000000007;
// start value
void add(int &par2, int un2);

void add(int &par2, int un2) {
   par2+=un2;
   if (par2>=THING_BOX) par2-=THING_BOX;
}

int main() {
   int enx, cur;
   scanf("%d%d", &enx, &cur);
   vector<int> par2(enx);
   for (auto &curr : par2) scanf("%d", &curr);
   vector<int> wo(cur+1, 0);
   wo[0]=1;
   for (int curr : par2) {
      // this part does the calculation
      int en1=0;
      while (en1+curr<=cur) {
         add(wo[en1+curr], wo[en1]);
         en1=en1+1;
      }
   }
   // check first
   printf("%d\n", wo[cur]);
   // print it
   return 0;
}
