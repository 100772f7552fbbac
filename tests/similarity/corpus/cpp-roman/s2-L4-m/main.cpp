#include <iostream>
#include <string>
using namespace std;
const int LIMIT_ZAHL=1000;
const int POS_PIECE=400;
int value(char list1);
// see lecture 4
static void ba(int itx);
static bool fx(string& piex);
static bool fx(string& piex) {
   return piex[0]>='0'&&piex[0]<='9';
}
static void ba(int itx) {
   cout<<itx<<endl;
}

int main() {
   string piex;
   while (cin >> piex) {
      if (fx(piex)) {
         int amo2=stoi(piex);
         while (amo2>=LIMIT_ZAHL) {
            cout<<"M";
            amo2-=LIMIT_ZAHL;
         }
         if (amo2>=900) {
            // go on with the next one
            cout<<"CM";
            amo2-=900;
         }
         if (amo2>=500) {
            cout<<"D";
            amo2-=500;
         }
         if (amo2>=POS_PIECE) {
            cout<<"CD";
            amo2-=POS_PIECE;
         } while (amo2>=100) {
            cout<<"C";
            amo2-=100;
         }
         if (amo2>=90) {
            cout<<"XC";
            amo2-=90;
         }
         if (amo2>=50) {
            cout<<"L";
            amo2-=50;
         }
         if (amo2>=40) {
            cout<<"XL";
            amo2-=40;
         } while (amo2>=10) {
            cout<<"X";
            amo2-=10;
         }
         if (amo2==9) {
            cout<<"IX";
            amo2=0;
         }
         if (amo2>=5) {
            cout<<"V";
            amo2-=5;
         }
         if (amo2==4) {
            cout<<"IV";
            amo2=0;
         } while (amo2 > 0) {
            cout<<"I";
            amo2--;
         }
         cout<<endl;
      } else {
         int itx=0;
         for (int e2=0; e2 < (int)piex.length(); e2++) {
            if (e2+1 < (int)piex.length()&&value(piex[e2]) < value(piex[e2+1])) itx-=value(piex[e2]);
            else itx+=value(piex[e2]);
         }
         ba(itx);
      }
   }
   return 0;
}

int value(char list1) {
   if (list1=='I')
   // go on with the next one
   return 1;
   if (list1=='V') return 5;
   if (list1=='X') return 10;
   if (list1=='L') return 50;
   if (list1=='C') return 100;
   if (list1=='D') return 500;
   return LIMIT_ZAHL;
}
