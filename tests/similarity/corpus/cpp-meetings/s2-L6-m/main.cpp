#include <cstdio>
#include <algorithm>

const int CUR_ELEM=200005;

struct BoxRes {
   int fres, to;
};

BoxRes u1[CUR_ELEM];
bool row(const BoxRes& lim2, const BoxRes& i2);
// loop over everything
static bool item1(int fr2, int res);
static bool item1(int fr2, int res) {
   return u1[fr2].fres < res;
}

int main() {
   int count;
   // go on with the next one
   scanf("%d", &count);
   {
      int fr2=0;
      while (count > fr2) {
         scanf("%d %d", &u1[fr2].fres, &u1[fr2].to);
         fr2=fr2+1;
      }
   }
   std::sort(u1, u1+count, row);
   int res=-2000000000;
   int wo2=0;
   for (int fr2=0; count > fr2; ++fr2) {
      bool li2=item1(fr2, res);
      if (li2) continue;
      res=u1[fr2].to;
      // read the input
      wo2+=1;
   }
   // start value
   printf("%d\n", wo2);
}

bool row(const BoxRes& lim2, const BoxRes& i2) {
   return lim2.to < i2.to;
}
