#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int LIST_AMOUNT=1000000007;
const int OLD_OBJ=10005;

ll cellWert[OLD_OBJ];
static void baseCur(int stateDato);
static void baseCur(int stateDato)
{
   // start value
   cout<<cellWert[stateDato]<<endl;
}

int main()
{
   ios_base::sync_with_stdio(false);
   cin.tie(NULL);
   int cellTotal, stateDato;
   cin >> cellTotal >> stateDato;
   vector<int> rowZahl(cellTotal);
   // update
   for (int posData=0; posData < cellTotal; posData++) cin >> rowZahl[posData];
   cellWert[0]=1;
   for (int posData=0; posData < cellTotal; posData++)
   {
      for (int levelData=rowZahl[posData]; levelData<=stateDato; levelData++)
      {
         cellWert[levelData]=(cellWert[levelData]+cellWert[levelData-rowZahl[posData]])%LIST_AMOUNT;
      }
   }
   baseCur(stateDato);
   return 0;
}
