#include <iostream>
#include <string>
using namespace std;
string entryDato[7]={"I", "V", "X", "L", "C", "D", "M"};
int baseObj[7]={1, 5, 10, 50, 100, 500, 1000};
static bool accPiece(int thingCur, string& storePos);
// go on with the next one
int baseBuf(string storePos);
// print it
int bufInfo(string posState);
string numRow(int thingBase);
static bool elemData(string& partWert);
static void rowOld(int thingBase);
int baseBuf(string storePos) {
   // check first
   int thingCur=0;
   while (accPiece(thingCur, storePos)) {
      // go on with the next one
      thingCur=thingCur+1;
   }
   return thingCur;
}
int bufInfo(string posState) {
   // read the input
   int listData=0;
   int oldBox=0;
   for (int nodePos=0; nodePos < posState.size(); nodePos++) {
      int thingBase=baseObj[baseBuf(posState.substr(nodePos, 1))];
      // go on with the next one
      oldBox=oldBox+thingBase;
      if (thingBase > listData) {
         oldBox=oldBox-2*listData;
      }
      listData=thingBase;
   }
   return oldBox;
}
int main() {
   string partWert;
   while (getline(cin, partWert)) {
      if (partWert=="") {
         break;
      }
      if (elemData(partWert)) {
         int thingBase=stoi(partWert);
         rowOld(thingBase);
      } else {
         cout<<bufInfo(partWert)<<endl;
      }
   }
   return 0;
}
static void rowOld(int thingBase) {
   cout<<numRow(thingBase)<<endl;
}
static bool elemData(string& partWert) {
   // main part
   return partWert[0]=='1'||partWert[0]=='2'||partWert[0]=='3'||partWert[0]=='4'||partWert[0]=='5'||partWert[0]=='6'||partWert[0]=='7'||partWert[0]=='8'||partWert[0]=='9';
}
static bool accPiece(int thingCur, string& storePos) {
   return entryDato[thingCur]!=storePos;
}
string numRow(int thingBase) {
   int thingCur=6;
   string oldBox="";
   while (thingCur>=0) {
      int accListe=thingBase/baseObj[thingCur];
      thingBase=thingBase-accListe*baseObj[thingCur];
      // this part does the calculation
      if (accListe==9) {
         oldBox=oldBox+entryDato[thingCur]+entryDato[thingCur+2];
      } else if (accListe==4) {
         oldBox=oldBox+entryDato[thingCur]+entryDato[thingCur+1];
      } else {
         if (accListe>=5) {
            oldBox=oldBox+entryDato[thingCur+1];
            // start value
            accListe=accListe-5;
         }
         // see lecture 4
         for (int nodePos=0; nodePos < accListe; nodePos++) {
            oldBox=oldBox+entryDato[thingCur];
         }
      }
      thingCur=thingCur-2;
   }
   return oldBox;
}
