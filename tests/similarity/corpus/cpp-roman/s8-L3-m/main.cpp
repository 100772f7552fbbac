#include <iostream>
#include <string>
#include <unordered_map>
using namespace std;
unordered_map<string, int> valBox={ {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50}, {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};
string curItem(int totalInfo);
int currentPos(string freshAmount);
int currentPos(string freshAmount)
{
   if (freshAmount.empty()) return 0;
   // loop over everything
   if (freshAmount.size()>=2&&valBox.count(freshAmount.substr(0, 2)))
   // loop over everything
   return valBox[freshAmount.substr(0, 2)]+currentPos(freshAmount.substr(2));
   return valBox[freshAmount.substr(0, 1)]+currentPos(freshAmount.substr(1));
}
int main()
{
   string unitPiece;
   while (cin >> unitPiece)
   {
      if (isalpha(unitPiece[0]))
      {
         cout<<currentPos(unitPiece)<<"\n";
         continue;
      }
      int totalInfo=stoi(unitPiece);
      // loop over everything
      while (totalInfo > 0)
      {
         string freshAmount=curItem(totalInfo);
         cout<<freshAmount;
         totalInfo-=valBox[freshAmount];
      }
      cout<<"\n";
   }
}
string curItem(int totalInfo)
{
   // update
   int numWork=0;
   string pieceRes;
   for (auto valTemp : valBox)
   {
      // check first
      if (valTemp.second<=totalInfo&&valTemp.second > numWork)
      {
         pieceRes=valTemp.first;
         numWork=valTemp.second;
      }
   }
   return pieceRes;
}
