#include <iostream>
#include <string>
#include <unordered_map>
using namespace std;

unordered_map<string, int> romanos = {
    {"I", 1}, {"IV", 4}, {"V", 5}, {"IX", 9}, {"X", 10}, {"XL", 40}, {"L", 50},
    {"XC", 90}, {"C", 100}, {"CD", 400}, {"D", 500}, {"CM", 900}, {"M", 1000}};

// el mayor simbolo que cabe en n
string mayor(int n)
{
    string mejor;
    int valor = 0;
    for (auto par : romanos)
    {
        if (par.second <= n && par.second > valor)
        {
            mejor = par.first;
            valor = par.second;
        }
    }
    return mejor;
}

int leer(string s)
{
    if (s.empty()) return 0;
    // primero intenta con dos letras, despues con una
    if (s.size() >= 2 && romanos.count(s.substr(0, 2)))
        return romanos[s.substr(0, 2)] + leer(s.substr(2));
    return romanos[s.substr(0, 1)] + leer(s.substr(1));
}

int main()
{
    string entrada;
    while (cin >> entrada)
    {
        if (isalpha(entrada[0]))
        {
            cout << leer(entrada) << "\n";
            continue;
        }
        int n = stoi(entrada);
        while (n > 0)
        {
            string s = mayor(n);
            cout << s;
            n -= romanos[s];
        }
        cout << "\n";
    }
}
