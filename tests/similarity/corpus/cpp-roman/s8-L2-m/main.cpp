#include <iostream>
#include <string>
#include <unordered_map>
using namespace std;
// main part
unordered_map<string, int> entryPiece={ {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50}, {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};
string dataLevel(int boxTotal) {
   string wertPiece;
   int resList=0;
   for (auto workZahl : entryPiece) {
      if (workZahl.second<=boxTotal&&workZahl.second > resList) {
         wertPiece=workZahl.first;
         resList=workZahl.second;
      }
   }
   return wertPiece;
}
int storeObj(string itemCurrent) {
   if (itemCurrent.empty())
   // start value
   return 0;
   if (itemCurrent.size()>=2&&entryPiece.count(itemCurrent.substr(0, 2))) return entryPiece[itemCurrent.substr(0, 2)]+storeObj(itemCurrent.substr(2));
   return entryPiece[itemCurrent.substr(0, 1)]+storeObj(itemCurrent.substr(1));
}
int main() {
   // print it
   string stuffMark;
   while (cin >> stuffMark) {
      if (isalpha(stuffMark[0])) {
         cout<<storeObj(stuffMark)<<"\n";
         // go on with the next one
         continue;
      }
      int boxTotal=stoi(stuffMark);
      while (boxTotal > 0) {
         // see lecture 4
         string itemCurrent=dataLevel(boxTotal);
         cout<<itemCurrent;
         // main part
         boxTotal-=entryPiece[itemCurrent];
      }
      // loop over everything
      cout<<"\n";
   }
}
