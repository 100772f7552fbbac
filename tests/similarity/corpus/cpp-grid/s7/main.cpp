#include <iostream>
#include <vector>
#include <string>
using namespace std;

// toda la partida, una generacion tras otra
vector<vector<string>> historia;

int vecinos(const vector<string>& tablero, int f, int c)
{
    int suma = 0;
    int f1 = max(0, f - 1), f2 = min((int)tablero.size() - 1, f + 1);
    int c1 = max(0, c - 1), c2 = min((int)tablero[0].size() - 1, c + 1);
    for (int i = f1; i <= f2; i++)
        for (int j = c1; j <= c2; j++)
            if (tablero[i][j] == '#')
                suma++;
    // la celda misma no cuenta
    if (tablero[f][c] == '#')
        suma--;
    return suma;
}

char regla(char antes, int v)
{
    switch (v)
    {
        case 2: return antes;
        case 3: return '#';
        default: return '.';
    }
}

int main()
{
    int filas, columnas, pasos;
    cin >> filas >> columnas >> pasos;
    vector<string> inicio;
    for (int i = 0; i < filas; i++)
    {
        string s;
        cin >> s;
        inicio.push_back(s);
    }
    historia.push_back(inicio);
    for (int p = 1; p <= pasos; p++)
    {
        vector<string> nuevo;
        for (int i = 0; i < filas; i++)
        {
            string s;
            for (int j = 0; j < columnas; j++)
                s.push_back(regla(historia[p - 1][i][j], vecinos(historia[p - 1], i, j)));
            nuevo.push_back(s);
        }
        historia.push_back(nuevo);
    }
    int vivos = 0;
    for (const string& s : historia.back())
    {
        cout << s << "\n";
        for (size_t j = 0; j < s.size(); j++)
            if (s[j] == '#')
                vivos++;
    }
    cout << "alive " << vivos << "\n";
}
