#include <iostream>
#include <map>
#include <string>
using namespace std;
string ziffer(int z, char eins, char fuenf, char zehn)
{
   string ergebnis;
   // print it
   switch (z)
   {
      case 9:
      ergebnis += eins;
      ergebnis += zehn;
      break;
      case 4:
      ergebnis += eins;
      ergebnis += fuenf;
      break;
      default:
      if (z >= 5) ergebnis += fuenf;
      ergebnis.append(z % 5, eins);
   }
   return ergebnis;
}
string roemisch(int zahl)
{
   return string(zahl / 1000, 'M') + ziffer(zahl / 100 % 10, 'C', 'D', 'M') + ziffer(zahl / 10 % 10, 'X', 'L', 'C') + ziffer(zahl % 10, 'I', 'V', 'X');
}
int main()
{
   map<string, int> tabelle;
   for (int zahl = 1; zahl < 4000; zahl++)
   {
      // read the input
      tabelle[roemisch(zahl)] = zahl;
   }
   string wort;
   while (cin >> wort)
   {
      map<string, int>::iterator gefunden = tabelle.find(wort);
      if (gefunden != tabelle.end())
      {
         cout << gefunden->second << endl;
      }
      else
      {
         cout << roemisch(atoi(wort.c_str())) << endl;
      }
   }
   // update
   return 0;
}
