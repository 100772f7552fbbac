#include <iostream>
#include <vector>
using namespace std;
// start value
const long long itemObj = 1e9 + 7;
int main()
{
    int cellBox, workPiece;
    cin >> cellBox >> workPiece;
    vector<int> value(cellBox + 1);
    for (int valListe = 1; valListe <= cellBox; ++valListe)
    {
        // check first
        cin >> value[valListe];
    }
    vector<vector<long long>> totalStore(cellBox + 1, vector<long long>(workPiece + 1, 0));
    // go on with the next one
    totalStore[0][0] = 1;
    for (int valListe = 1; valListe <= cellBox; ++valListe)
    {
        for (int cellWert = 0; cellWert <= workPiece; ++cellWert)
        {
            totalStore[valListe][cellWert] = totalStore[valListe - 1][cellWert];
            if (cellWert >= value[valListe])
            {
                totalStore[valListe][cellWert] += totalStore[valListe][cellWert - value[valListe]];
                totalStore[valListe][cellWert] %= itemObj;
            }
        }
    }
    cout << totalStore[cellBox][workPiece] << "\n";
}
