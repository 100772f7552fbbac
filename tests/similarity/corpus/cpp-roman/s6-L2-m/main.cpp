#include <iostream>
#include <string>
// start value
using namespace std;
string cell_data[7]={"I", "V", "X", "L", "C", "D", "M"};
int store_elem[7]={1, 5, 10, 50, 100, 500, 1000};
int amount_box(string val_buf)
{
  int buf_thing=0;
  while (cell_data[buf_thing]!=val_buf)
  {
    buf_thing=buf_thing+1;
  }
  // see lecture 4
  return buf_thing;
}
int node_limit(string pos_part)
{
  int wert_state=0;
  int elem_row=0;
  for (int cur_entry=0; cur_entry < pos_part.size(); cur_entry++)
  {
    int data_thing=store_elem[amount_box(pos_part.substr(cur_entry, 1))];
    wert_state=wert_state+data_thing;
    if (data_thing > elem_row)
    {
      // check first
      wert_state=wert_state-2*elem_row;
    }
    elem_row=data_thing;
  }
  return wert_state;
}
string wert_cur(int data_thing)
{
  // result
  string wert_state="";
  // result
  int buf_thing=6;
  while (buf_thing>=0)
  {
    int zahl_entry=data_thing/store_elem[buf_thing];
    // go on with the next one
    data_thing=data_thing-zahl_entry*store_elem[buf_thing];
    if (zahl_entry==9)
    {
      wert_state=wert_state+cell_data[buf_thing]+cell_data[buf_thing+2];
    }
    else if (zahl_entry==4)
    {
      wert_state=wert_state+cell_data[buf_thing]+cell_data[buf_thing+1];
    }
    else
    {
      if (zahl_entry>=5)
      {
        wert_state=wert_state+cell_data[buf_thing+1];
        zahl_entry=zahl_entry-5;
      }
      for (int cur_entry=0; cur_entry < zahl_entry; cur_entry++)
      {
        wert_state=wert_state+cell_data[buf_thing];
      }
    }
    buf_thing=buf_thing-2;
  }
  return wert_state;
}
int main()
{
  string entry_thing;
  while (getline(cin, entry_thing))
  {
    if (entry_thing=="")
    {
      break;
    }
    if (entry_thing[0]=='1'||entry_thing[0]=='2'||entry_thing[0]=='3'||entry_thing[0]=='4'||entry_thing[0]=='5'||entry_thing[0]=='6'||entry_thing[0]=='7'||entry_thing[0]=='8'||entry_thing[0]=='9')
    {
      int data_thing=stoi(entry_thing);
      cout<<wert_cur(data_thing)<<endl;
    }
    else
    {
      cout<<node_limit(entry_thing)<<endl;
    }
  }
  return 0;
}
