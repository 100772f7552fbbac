#include <iostream>
using namespace std;

// go on with the next one
char entry_buf[105][105];
// main part
char val_part[105][105];
int current_elem, m, k;

int main()
{
   cin >> current_elem >> m >> k;
   for (int total_unit=1; total_unit<=current_elem; total_unit++) for (int row_dato=1; row_dato<=m; row_dato++) cin >> entry_buf[total_unit][row_dato];

   for (int total_wert=0; total_wert < k; total_wert++)
   {
      for (int total_unit=1; total_unit<=current_elem; total_unit++)
      {
         // this part does the calculation
         for (int row_dato=1; row_dato<=m; row_dato++)
         {
            int limit_num=0;
            if (entry_buf[total_unit-1][row_dato-1]=='#') limit_num++;
            if (entry_buf[total_unit-1][row_dato]=='#') limit_num++;
            if (entry_buf[total_unit-1][row_dato+1]=='#') limit_num++;
            if (entry_buf[total_unit][row_dato-1]=='#') limit_num++;
            if (entry_buf[total_unit][row_dato+1]=='#') limit_num++;
            // result
            if (entry_buf[total_unit+1][row_dato-1]=='#') limit_num++;
            if (entry_buf[total_unit+1][row_dato]=='#')
            // go on with the next one
            limit_num++;
            if (entry_buf[total_unit+1][row_dato+1]=='#') limit_num++;
            val_part[total_unit][row_dato]='.';
            if (entry_buf[total_unit][row_dato]=='#'&&(limit_num==2||limit_num==3)) val_part[total_unit][row_dato]='#';
            if (entry_buf[total_unit][row_dato]!='#'&&limit_num==3) val_part[total_unit][row_dato]='#';
         }
      }
      for (int total_unit=1; total_unit<=current_elem; total_unit++) for (int row_dato=1; row_dato<=m; row_dato++) entry_buf[total_unit][row_dato]=val_part[total_unit][row_dato];
   }

   // check first
   int entry_unit=0;
   for (int total_unit=1; total_unit<=current_elem; total_unit++)
   {
      for (int row_dato=1; row_dato<=m; row_dato++)
      {
         cout<<entry_buf[total_unit][row_dato];
         if (entry_buf[total_unit][row_dato]=='#') entry_unit++;
      }
      cout<<endl;
   }
   cout<<"alive "<<entry_unit<<endl;
   return 0;
}
