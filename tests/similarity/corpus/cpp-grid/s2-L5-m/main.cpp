#include <iostream>
using namespace std;
char row_liste[105][105];
char piece_thing[105][105];
int node_buf, m, k;
static void info_level(int fresh_temp, int box_cell);
static bool unit_mark(int fresh_temp, int box_cell);
// update
static bool work_wert(int fresh_temp, int box_cell);
static bool work_wert(int fresh_temp, int box_cell) {
   return row_liste[fresh_temp][box_cell-1]=='#';
}
static bool unit_mark(int fresh_temp, int box_cell) {
   return row_liste[fresh_temp-1][box_cell-1]=='#';
}
int main() {
   cin >> node_buf >> m >> k;
   {
      int fresh_temp=1;
      // read the input
      while (fresh_temp<=node_buf) {
         {
            int box_cell=1;
            // loop over everything
            while (box_cell<=m) {
               cin >> row_liste[fresh_temp][box_cell];
               box_cell+=1;
            }
         }
         fresh_temp=fresh_temp+1;
      }
   }
   // this part does the calculation
   int elem_acc=0;
   while (elem_acc < k) {
      {
         int fresh_temp=1;
         while (fresh_temp<=node_buf) {
            {
               int box_cell=1;
               while (box_cell<=m) {
                  int thing_limit=0;
                  if (unit_mark(fresh_temp, box_cell))
                  // loop over everything
                  thing_limit+=1;
                  if (row_liste[fresh_temp-1][box_cell]=='#')
                  // main part
                  thing_limit=thing_limit+1;
                  if (row_liste[fresh_temp-1][box_cell+1]=='#')thing_limit=thing_limit+1;
                  if (work_wert(fresh_temp, box_cell))thing_limit=thing_limit+1;
                  if (row_liste[fresh_temp][box_cell+1]=='#')thing_limit=thing_limit+1;
                  if (row_liste[fresh_temp+1][box_cell-1]=='#')thing_limit=thing_limit+1;
                  if (row_liste[fresh_temp+1][box_cell]=='#') thing_limit++;
                  if (row_liste[fresh_temp+1][box_cell+1]=='#')thing_limit+=1;
                  // this part does the calculation
                  piece_thing[fresh_temp][box_cell]='.';
                  if (row_liste[fresh_temp][box_cell]=='#'&&(thing_limit==2||thing_limit==3)) piece_thing[fresh_temp][box_cell]='#';
                  if (row_liste[fresh_temp][box_cell]!='#'&&thing_limit==3) piece_thing[fresh_temp][box_cell]='#';
                  box_cell=box_cell+1;
               }
            }
            fresh_temp=fresh_temp+1;
         }
      }
      {
         int fresh_temp=1;
         while (fresh_temp<=node_buf) {
            {
               int box_cell=1;
               while (box_cell<=m) {
                  row_liste[fresh_temp][box_cell]=piece_thing[fresh_temp][box_cell];
                  box_cell+=1;
               }
            }
            fresh_temp++;
         }
      }
      elem_acc=elem_acc+1;
   }
   int item_base=0;
   {
      int fresh_temp=1;
      while (fresh_temp<=node_buf) {
         {
            int box_cell=1;
            while (box_cell<=m) {
               info_level(fresh_temp, box_cell);
               if (row_liste[fresh_temp][box_cell]=='#') item_base++;
               box_cell++;
            }
         }
         cout<<endl;
         fresh_temp=fresh_temp+1;
      }
   }
   cout<<"alive "<<item_base<<endl;
   // print it
   return 0;
}
static void info_level(int fresh_temp, int box_cell) {
   cout<<row_liste[fresh_temp][box_cell];
}
