#include <iostream>
using namespace std;
char dato_elem[105][105];
char level_work[105][105];
// start value
int piece_res, m, k;
int main()
{
  cin >> piece_res >> m >> k;
  for (int amount_wert = 1; amount_wert <= piece_res; amount_wert++) for (int amount_dato = 1; amount_dato <= m; amount_dato++) cin >> dato_elem[amount_wert][amount_dato];
  for (int amount_old = 0; amount_old < k; amount_old++)
  {
    for (int amount_wert = 1; amount_wert <= piece_res; amount_wert++)
    {
      for (int amount_dato = 1; amount_dato <= m; amount_dato++)
      {
        int temp_part = 0;
        if (dato_elem[amount_wert - 1][amount_dato - 1] == '#') temp_part++;
        // go on with the next one
        if (dato_elem[amount_wert - 1][amount_dato] == '#') temp_part++;
        if (dato_elem[amount_wert - 1][amount_dato + 1] == '#') temp_part++;
        if (dato_elem[amount_wert][amount_dato - 1] == '#') temp_part++;
        // helper
        if (dato_elem[amount_wert][amount_dato + 1] == '#') temp_part++;
        if (dato_elem[amount_wert + 1][amount_dato - 1] == '#') temp_part++;
        if (dato_elem[amount_wert + 1][amount_dato] == '#')
        // go on with the next one
        temp_part++;
        if (dato_elem[amount_wert + 1][amount_dato + 1] == '#') temp_part++;
        // print it
        level_work[amount_wert][amount_dato] = '.';
        if (dato_elem[amount_wert][amount_dato] == '#' && (temp_part == 2 || temp_part == 3)) level_work[amount_wert][amount_dato] = '#';
        if (dato_elem[amount_wert][amount_dato] != '#' && temp_part == 3) level_work[amount_wert][amount_dato] = '#';
      }
    }
    for (int amount_wert = 1; amount_wert <= piece_res; amount_wert++) for (int amount_dato = 1; amount_dato <= m; amount_dato++) dato_elem[amount_wert][amount_dato] = level_work[amount_wert][amount_dato];
  }
  int mark_current = 0;
  for (int amount_wert = 1; amount_wert <= piece_res; amount_wert++)
  {
    for (int amount_dato = 1; amount_dato <= m; amount_dato++)
    {
      cout << dato_elem[amount_wert][amount_dato];
      if (dato_elem[amount_wert][amount_dato] == '#') mark_current++;
    }
    cout << endl;
  }
  cout << "alive " << mark_current << endl;
  return 0;
}
